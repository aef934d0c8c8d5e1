package io.agentidentity.it.container;

import io.agentidentity.it.server.KeycloakLauncher;
import io.agentidentity.it.server.KeycloakServer;
import io.agentidentity.it.server.ServerSetup;

/** Chosen by {@code keycloak.launcher=container}. */
public final class ContainerLauncher implements KeycloakLauncher {

    @Override
    public String name() {
        return "container";
    }

    @Override
    public KeycloakServer start(ServerSetup setup) {
        return ContainerServer.start(setup);
    }
}
