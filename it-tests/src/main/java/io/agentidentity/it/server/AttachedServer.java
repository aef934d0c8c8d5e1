package io.agentidentity.it.server;

import java.util.Optional;

/** A server that somebody else started and that stays up. */
public final class AttachedServer implements KeycloakServer {

    private final String baseUrl;
    private final AdminLogin admin;

    private AttachedServer(String baseUrl, AdminLogin admin) {
        this.baseUrl = baseUrl;
        this.admin = admin;
    }

    public static AttachedServer at(String url, AdminLogin admin) {
        return new AttachedServer(url.replaceFirst("/+$", ""), admin);
    }

    @Override
    public String baseUrl() {
        return baseUrl;
    }

    @Override
    public String version() {
        return System.getProperty("keycloak.version", ServerSetup.newestVersion());
    }

    @Override
    public AdminLogin admin() {
        return admin;
    }

    @Override
    public Optional<ServerLog> log() {
        return Optional.empty();
    }

    @Override
    public void close() {
        // Not ours to end.
    }
}
