package io.agentidentity.it.server;

import io.agentidentity.it.tls.TestCa;
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

    /** At {@code keycloak.https.url}, if that is set and the server was started by this build. */
    @Override
    public Optional<HttpsEndpoint> https() {
        String url = System.getProperty("keycloak.https.url", "").replaceFirst("/+$", "");
        return url.isEmpty()
                ? Optional.empty()
                : Optional.of(new HttpsEndpoint(url, TestCa.in(Workspace.find().tls())));
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
