package io.agentidentity.it.junit;

import io.agentidentity.it.realm.HttpWatch;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.server.KeycloakServer;
import io.agentidentity.it.server.KeycloakServers;
import java.util.List;
import java.util.ServiceLoader;

/** The server of a run, ended with the run. */
record ServerSession(KeycloakServer server, Realms realms, LogWatch log) implements Session {

    static ServerSession start() {
        KeycloakServer server = KeycloakServers.fromProperties();
        return new ServerSession(
                server,
                Realms.on(server, watch()),
                new LogWatch(server.log().stream().toList()));
    }

    /** What the tests have to say about every request and answer, whoever sends it. */
    private static HttpWatch watch() {
        return ServiceLoader.load(HttpWatch.class).findFirst().orElse(HttpWatch.NONE);
    }

    @Override
    public void close() {
        try (server) {
            log.check(List.of());
        }
    }
}
