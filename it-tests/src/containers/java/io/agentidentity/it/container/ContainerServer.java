package io.agentidentity.it.container;

import dasniko.testcontainers.keycloak.KeycloakContainer;
import io.agentidentity.it.server.AdminLogin;
import io.agentidentity.it.server.HttpsEndpoint;
import io.agentidentity.it.server.KeycloakServer;
import io.agentidentity.it.server.ServerLog;
import io.agentidentity.it.server.ServerSetup;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.containers.output.OutputFrame;

/** Keycloak's image in development mode, with the provider JARs copied in. */
final class ContainerServer implements KeycloakServer {

    private final KeycloakContainer container;
    private final String version;
    private final ServerLog log;

    private ContainerServer(KeycloakContainer container, String version, ServerLog log) {
        this.container = container;
        this.version = version;
        this.log = log;
    }

    static ContainerServer start(ServerSetup setup) {
        Path file = Path.of("target", "server-logs", "keycloak-" + setup.version() + "-container.log")
                .toAbsolutePath();
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        KeycloakContainer container = new KeycloakContainer("quay.io/keycloak/keycloak:" + setup.version())
                .withAdminUsername(AdminLogin.DEFAULT.username())
                .withAdminPassword(AdminLogin.DEFAULT.password())
                .withProviderLibsFrom(jars(setup))
                .withLogConsumer(frame -> append(file, frame));
        container.start();
        return new ContainerServer(container, setup.version(), new ServerLog(file));
    }

    private static List<File> jars(ServerSetup setup) {
        if (setup.providers().filter(Files::isDirectory).isEmpty()) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(setup.providers().get())) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .map(Path::toFile)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(Path file, OutputFrame frame) {
        try {
            Files.writeString(file, frame.getUtf8String(), StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String baseUrl() {
        return container.getAuthServerUrl().replaceFirst("/+$", "");
    }

    @Override
    public Optional<HttpsEndpoint> https() {
        return Optional.empty();
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public AdminLogin admin() {
        return AdminLogin.DEFAULT;
    }

    @Override
    public Optional<ServerLog> log() {
        return Optional.of(log);
    }

    @Override
    public void close() {
        container.stop();
    }
}
