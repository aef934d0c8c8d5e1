package io.agentidentity.it.junit;

import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.server.KeycloakServer;
import io.agentidentity.it.server.KeycloakServers;
import java.util.List;

/** The server of a run, ended with the run. */
record ServerSession(KeycloakServer server, Realms realms, LogWatch log) implements AutoCloseable {

    static ServerSession start() {
        KeycloakServer server = KeycloakServers.fromProperties();
        return new ServerSession(server, Realms.on(server), new LogWatch(server.log()));
    }

    @Override
    public void close() {
        try (server) {
            log.check(List.of());
        }
    }
}
