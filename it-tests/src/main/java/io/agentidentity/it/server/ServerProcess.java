package io.agentidentity.it.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One run of {@code kc.sh}, ended with all its children when it is closed or when this JVM ends. */
final class ServerProcess implements AutoCloseable {

    private static final Duration BOOT = Duration.ofMinutes(4);

    private final Process process;
    private final ServerLog log;
    private final Thread hook;

    private ServerProcess(Process process, ServerLog log) {
        this.process = process;
        this.log = log;
        this.hook = new Thread(() -> endTree(process), "end-keycloak");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    static ServerProcess run(Path home, List<String> jvmOptions, List<String> arguments, ServerLog log) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin/kc.sh").toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()));
        Map<String, String> environment = builder.environment();
        environment
                .keySet()
                .removeIf(name -> name.startsWith("KC_") || name.startsWith("JAVA_") || name.equals("JAVA"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("JAVA_OPTS", String.join(" ", options(jvmOptions)));
        // Outside of a cluster 26.4 trusts no Kubernetes issuer, not even one whose keys it is told the address of.
        environment.put("KUBERNETES_SERVICE_HOST", "kubernetes.invalid");
        environment.put("KUBERNETES_SERVICE_PORT_HTTPS", "443");
        environment.put("KC_BOOTSTRAP_ADMIN_USERNAME", AdminLogin.DEFAULT.username());
        environment.put("KC_BOOTSTRAP_ADMIN_PASSWORD", AdminLogin.DEFAULT.password());
        try {
            Files.createDirectories(log.file().getParent());
            return new ServerProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The script appends to JAVA_OPTS only; a collector of one's own needs the whole replaced. */
    private static List<String> options(List<String> jvmOptions) {
        return Stream.concat(
                        Stream.of(
                                "-XX:MetaspaceSize=96m",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-Dfile.encoding=UTF-8",
                                "-Dstdout.encoding=UTF-8",
                                "-Dstderr.encoding=UTF-8",
                                "-Djava.net.preferIPv4Stack=true",
                                // A shared H2 database would be served on every interface, and needs a host name that
                                // resolves.
                                "-Dh2.bindAddress=127.0.0.1"),
                        jvmOptions.stream())
                .toList();
    }

    /** Waits until the run ends by itself. */
    void awaitSuccess() {
        try {
            if (!process.waitFor(BOOT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw failed("Keycloak's build failed");
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Waits for the health endpoint; the log announces the start too early. */
    void awaitReady(int managementPort) {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(2))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/health/ready"))
                .timeout(Duration.ofSeconds(10))
                .build();
        Instant deadline = Instant.now().plus(BOOT);
        while (!ready(client, request)) {
            if (!process.isAlive()) {
                throw failed("Keycloak ended while it booted");
            }
            if (Instant.now().isAfter(deadline)) {
                throw failed("Keycloak was not ready in time");
            }
            pause();
        }
    }

    private static boolean ready(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private IllegalStateException failed(String what) {
        return new IllegalStateException(what + ". " + log.tail(0, 100));
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted", e);
    }

    /** Lets the server end in its own time, so that it writes what it writes at its end. */
    void stopGracefully() {
        process.descendants().forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(90, TimeUnit.SECONDS)) {
                throw failed("Keycloak did not end");
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    ServerLog log() {
        return log;
    }

    @Override
    public void close() {
        endTree(process);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This JVM is ending; the hook runs or has run.
            return;
        }
    }

    /** Ends a process and all that it started; returns when they are gone. */
    static void endTree(Process process) {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle handle : all) {
            try {
                handle.onExit().get(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                System.err.println("Process " + handle.pid() + " did not end: " + e);
            }
        }
    }
}
