package io.agentidentity.it.server;

/** A further way to start a server, found by {@link java.util.ServiceLoader}. */
public interface KeycloakLauncher {

    /** The value of {@code keycloak.launcher} that chooses it. */
    String name();

    /** Starts a server and waits until it is ready. */
    KeycloakServer start(ServerSetup setup);
}
