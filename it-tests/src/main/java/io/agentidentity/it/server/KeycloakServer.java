package io.agentidentity.it.server;

import java.util.Optional;

/** A Keycloak that answers requests, however it came to be. */
public interface KeycloakServer extends AutoCloseable {

    /** Where it listens, without a trailing slash. */
    String baseUrl();

    /** Where it takes certificates of clients, if it does. */
    Optional<HttpsEndpoint> https();

    /** The Keycloak version that was asked for. */
    String version();

    /** The administrator of the master realm. */
    AdminLogin admin();

    /** What {@code /health} and {@code /metrics} are below, if this side can reach them. */
    default Optional<String> management() {
        return Optional.empty();
    }

    /** Its log, where this side can read it. */
    Optional<ServerLog> log();

    /** Ends the server if this object started it. */
    @Override
    void close();
}
