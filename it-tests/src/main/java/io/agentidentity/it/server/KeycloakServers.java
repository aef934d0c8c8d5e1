package io.agentidentity.it.server;

import java.util.ServiceLoader;

/** Chooses the server that the system properties ask for. */
public final class KeycloakServers {

    private KeycloakServers() {}

    /**
     * Attaches to {@code keycloak.url} if that is set, else starts the version {@code keycloak.version} with the built
     * provider JARs by the launcher {@code keycloak.launcher}.
     */
    public static KeycloakServer fromProperties() {
        String url = System.getProperty("keycloak.url", "");
        if (!url.isBlank()) {
            return AttachedServer.at(
                    url,
                    new AdminLogin(
                            System.getProperty("keycloak.admin.username", AdminLogin.DEFAULT.username()),
                            System.getProperty("keycloak.admin.password", AdminLogin.DEFAULT.password())));
        }
        ServerSetup setup = ServerSetup.fromProperties();
        String launcher = System.getProperty("keycloak.launcher", "process");
        return launcher.equals("process")
                ? DistributionServer.start(setup)
                : named(launcher).start(setup);
    }

    private static KeycloakLauncher named(String launcher) {
        return ServiceLoader.load(KeycloakLauncher.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.name().equals(launcher))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "No launcher is named " + launcher + "; containers need the Maven profile of that name"));
    }
}
