package io.agentidentity.it.server;

import io.agentidentity.it.tls.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A server out of the distribution, as a process of its own, from a baked home and with a database of its own. */
public final class DistributionServer implements KeycloakServer {

    private final ServerSetup setup;
    private final Ports ports;
    private final TestCa ca;
    private final Path home;
    private final Path run;
    private final ServerProcess process;

    private DistributionServer(ServerSetup setup, Ports ports, TestCa ca, Path home, Path run, ServerProcess process) {
        this.home = home;
        this.setup = setup;
        this.ports = ports;
        this.ca = ca;
        this.run = run;
        this.process = process;
    }

    /** Starts a server and waits until it is ready. */
    public static DistributionServer start(ServerSetup setup) {
        try {
            Workspace workspace = Workspace.find();
            Bake bake = Bake.of(setup, workspace);
            Ports ports = Ports.of(setup.port());
            TestCa ca = TestCa.in(workspace.tls());
            Path run = bake.run(ProcessHandle.current().pid(), ports.http());
            List<String> options = new ArrayList<>();
            if (!setup.ownDatabase()) {
                Trees.copyFiles(bake.golden(), run);
                options.addAll(StartOptions.database(run));
            }
            options.addAll(setup.startOptions());
            ServerLog log = new ServerLog(workspace
                    .logs()
                    .resolve("keycloak-" + setup.version() + "-"
                            + ProcessHandle.current().pid() + "-" + ports.http() + ".log"));
            ServerProcess process =
                    ServerProcess.run(bake.home(), jvm(setup, bake), StartOptions.of(ports, ca, options), log);
            DistributionServer server = new DistributionServer(setup, ports, ca, bake.home(), run, process);
            try {
                process.awaitReady(ports.management());
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static List<String> jvm(ServerSetup setup, Bake bake) {
        List<String> options = new ArrayList<>(setup.jvmOptions());
        if (Files.exists(bake.archive())) {
            options.add("-XX:SharedArchiveFile=" + bake.archive());
        }
        return options;
    }

    @Override
    public String baseUrl() {
        // Keycloak leaves the default port out of its issuers.
        return "http://127.0.0.1" + (ports.http() == 80 ? "" : ":" + ports.http());
    }

    @Override
    public Optional<HttpsEndpoint> https() {
        return Optional.of(new HttpsEndpoint("https://127.0.0.1:" + ports.https(), ca));
    }

    /** Where the server's own libraries are, database drivers among them. */
    public Path libraries() {
        return home.resolve("lib/lib/main");
    }

    @Override
    public Optional<String> management() {
        return Optional.of(managementUrl());
    }

    /** Where {@code /health} is. */
    public String managementUrl() {
        return "http://127.0.0.1:" + ports.management();
    }

    @Override
    public String version() {
        return setup.version();
    }

    @Override
    public AdminLogin admin() {
        return AdminLogin.DEFAULT;
    }

    @Override
    public Optional<ServerLog> log() {
        return Optional.of(process.log());
    }

    /** The process that was started; the server itself is this one or a child of it. */
    public long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.close();
        try {
            Trees.delete(run);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
