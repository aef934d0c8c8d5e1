package io.agentidentity.it.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * What to start.
 *
 * @param version the Keycloak version
 * @param providers the directory whose JARs become providers, or none for a stock server
 * @param port the HTTP port, or 0 for a free one
 * @param buildOptions further options of {@code kc.sh build}; with another {@code --db} than {@code dev-file} the
 *     caller gives the database in the start options
 * @param startOptions further options of {@code kc.sh start}
 * @param jvmOptions what replaces the Serial collector and the small heap
 */
public record ServerSetup(
        String version,
        Optional<Path> providers,
        int port,
        List<String> buildOptions,
        List<String> startOptions,
        List<String> jvmOptions) {

    private static final List<String> SMALL = List.of("-XX:+UseSerialGC", "-Xms96m", "-Xmx512m");

    public ServerSetup {
        buildOptions = List.copyOf(buildOptions);
        startOptions = List.copyOf(startOptions);
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** A stock server of that version on a free port. */
    public static ServerSetup stock(String version) {
        return new ServerSetup(version, Optional.empty(), 0, List.of(), List.of(), SMALL);
    }

    /** A server of that version with the JARs of this build on a free port. */
    public static ServerSetup bundle(String version) {
        return stock(version).withProviders(Workspace.find().providers());
    }

    /**
     * The version of the system property {@code keycloak.version}, else the newest, with the JARs of this build and the
     * features that tests need.
     */
    public static ServerSetup fromProperties() {
        String version = System.getProperty("keycloak.version", "");
        return bundle(version.isBlank() ? newestVersion() : version).withTestFeatures();
    }

    /** The newest supported Keycloak. */
    public static String newestVersion() {
        try (InputStream in = ServerSetup.class.getResourceAsStream("versions.properties")) {
            Properties versions = new Properties();
            versions.load(in);
            return versions.getProperty("newest");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ServerSetup withProviders(Path directory) {
        return new ServerSetup(version, Optional.of(directory), port, buildOptions, startOptions, jvmOptions);
    }

    public ServerSetup withPort(int number) {
        return new ServerSetup(version, providers, number, buildOptions, startOptions, jvmOptions);
    }

    public ServerSetup withBuildOptions(String... options) {
        return new ServerSetup(version, providers, port, List.of(options), startOptions, jvmOptions);
    }

    /**
     * The same with the ways to authenticate a workload that this version does not have by itself, with shared signals and clients
     * that are made of a document where the version has them, with meters, and with chores that are done each second.
     */
    public ServerSetup withTestFeatures() {
        boolean older = version.matches("26\\.[45]\\..*");
        Stream<String> chores = Stream.of(
                        "owners",
                        "dates",
                        "mail",
                        "posture",
                        "realm-posture",
                        "task-sweep",
                        "people",
                        "audit-backlog",
                        "live-tasks")
                .map(chore -> "--spi-agent-chore--" + chore + "--interval-seconds=1");
        Stream<String> signals = Stream.of("outbox-drainer-interval=200ms", "allow-insecure-push-targets=true")
                .map(option -> "--spi-ssf-transmitter--default--" + option);
        return withBuildOptions(
                        "--features=spiffe,"
                                + (older ? "client-auth-federated,kubernetes-service-accounts" : "cimd,ssf"),
                        "--metrics-enabled=true")
                .withStartOptions((older ? chores : Stream.concat(chores, signals)).toArray(String[]::new));
    }

    /** The same with further options of {@code kc.sh build}. */
    public ServerSetup andBuildOptions(String... options) {
        return withBuildOptions(
                Stream.concat(buildOptions.stream(), Stream.of(options)).toArray(String[]::new));
    }

    /** The same with further options of {@code kc.sh start}. */
    ServerSetup andStartOptions(String... options) {
        return withStartOptions(
                Stream.concat(startOptions.stream(), Stream.of(options)).toArray(String[]::new));
    }

    public ServerSetup withStartOptions(String... options) {
        return new ServerSetup(version, providers, port, buildOptions, List.of(options), jvmOptions);
    }

    public ServerSetup withJvmOptions(String... options) {
        return new ServerSetup(version, providers, port, buildOptions, startOptions, List.of(options));
    }

    boolean ownDatabase() {
        return buildOptions.stream().anyMatch(option -> option.startsWith("--db=") && !option.equals("--db=dev-file"));
    }
}
