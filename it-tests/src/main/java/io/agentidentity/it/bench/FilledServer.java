package io.agentidentity.it.bench;

import io.agentidentity.it.server.Database;
import io.agentidentity.it.server.DistributionServer;
import io.agentidentity.it.server.ServerSetup;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A server whose tables are filled past it, with far more rows than requests could make in a benchmark's time. */
final class FilledServer implements AutoCloseable {

    private final String name;
    private final String numbers;
    private final EmbeddedPostgres postgres;
    private final DistributionServer server;
    private final Database database;

    private FilledServer(
            String name,
            String numbers,
            EmbeddedPostgres postgres,
            ServerSetup setup,
            String url,
            String user,
            String password,
            String... options) {
        this.name = name;
        this.numbers = numbers;
        this.postgres = postgres;
        this.server = DistributionServer.start(setup.withJvmOptions("-XX:+UseSerialGC", "-Xms384m", "-Xmx512m")
                .withStartOptions(Stream.concat(
                                Stream.of(
                                        "--cache=local",
                                        "--db-url=" + url,
                                        "--db-username=" + user,
                                        "--db-password=" + password,
                                        "--spi-agent-chore--task-sweep--interval-seconds=1"),
                                Stream.of(options))
                        .toArray(String[]::new)));
        this.database = Database.open(server, url, user, password);
    }

    /** @param options more of them to start it with */
    static FilledServer h2(String... options) {
        try {
            String url = Database.h2(Files.createTempDirectory("filled-server"));
            return new FilledServer("H2", "system_range(1, %d) s", null, setup(), url, "sa", "password", options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param options more of them to start it with */
    static FilledServer postgres(String... options) {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.start();
            String url = postgres.getJdbcUrl("postgres", "postgres").replaceFirst("\\?.*", "");
            return new FilledServer(
                    "PostgreSQL",
                    "generate_series(1, %d) s(x)",
                    postgres,
                    setup().withBuildOptions("--db=postgres"),
                    url,
                    "postgres",
                    "postgres",
                    options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSetup setup() {
        return ServerSetup.bundle(System.getProperty("keycloak.version", ServerSetup.newestVersion()));
    }

    /** The database's name. */
    String name() {
        return name;
    }

    DistributionServer server() {
        return server;
    }

    Database database() {
        return database;
    }

    /**
     * Copies a row.
     *
     * @param changed what a copy has instead, in SQL, where {@code s.x} is its number from 1 on
     * @param key the column that finds the row
     */
    void copy(String table, int count, Map<String, String> changed, String key, String value) {
        List<String> columns = database.columns(table);
        String values = String.join(
                ", ",
                columns.stream()
                        .map(column -> changed.getOrDefault(column, "t." + column))
                        .toList());
        database.update(
                "insert into " + table + " (" + String.join(", ", columns) + ") select " + values + " from " + table
                        + " t, " + numbers(count) + " where t." + key + " = ?",
                value);
    }

    /** A table {@code s} whose column {@code x} counts from 1 on. */
    String numbers(int count) {
        return String.format(Locale.ROOT, numbers, count);
    }

    @Override
    public void close() {
        try (postgres) {
            try (server) {
                database.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
