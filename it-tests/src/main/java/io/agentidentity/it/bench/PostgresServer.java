package io.agentidentity.it.bench;

import io.agentidentity.it.server.DistributionServer;
import io.agentidentity.it.server.ServerSetup;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A server on a PostgreSQL of its own.
 *
 * @param url of the database, for its user {@code postgres} with the password {@code postgres}
 */
record PostgresServer(EmbeddedPostgres postgres, String url, DistributionServer server) implements AutoCloseable {

    static final String USER = "postgres";
    static final String PASSWORD = "postgres";

    static PostgresServer start(ServerSetup setup) {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.start();
            String url = postgres.getJdbcUrl(USER, "postgres").replaceFirst("\\?.*", "");
            DistributionServer server = DistributionServer.start(setup.withBuildOptions("--db=postgres")
                    .withStartOptions(
                            "--cache=local", "--db-url=" + url, "--db-username=" + USER, "--db-password=" + PASSWORD));
            return new PostgresServer(postgres, url, server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try (postgres) {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
