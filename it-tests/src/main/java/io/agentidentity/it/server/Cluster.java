package io.agentidentity.it.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Two nodes of one Keycloak on a PostgreSQL that comes along. They find each other as in production, by a table of the database
 * and over TLS, and give out tokens of one issuer, the address of node 0.
 */
public final class Cluster implements AutoCloseable {

    private static final int NODES = 2;

    private final EmbeddedPostgres postgres;
    private final ServerSetup setup;
    private final Path vault;
    private final List<ServerSetup> setups = new ArrayList<>();
    private final List<DistributionServer> nodes = new ArrayList<>();
    private final List<Path> secrets = new ArrayList<>();

    private Cluster(EmbeddedPostgres postgres, ServerSetup setup) throws IOException {
        this.postgres = postgres;
        this.setup = setup;
        this.vault = Files.createTempDirectory("vault");
    }

    /** A cluster of what the system properties ask for. */
    public static Cluster fromProperties() {
        return start(ServerSetup.fromProperties());
    }

    /** Starts both nodes on an empty database and waits until they are ready. */
    public static Cluster start(ServerSetup setup) {
        try {
            Cluster cluster =
                    new Cluster(EmbeddedPostgres.start(), setup.andBuildOptions("--db=postgres", "--vault=file"));
            try {
                cluster.startAll();
                return cluster;
            } catch (RuntimeException | IOException e) {
                cluster.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void startAll() throws IOException {
        int first = Ports.one();
        for (int number = 0; number < NODES; number++) {
            setups.add(node(number, number == 0 ? first : Ports.one(), "http://127.0.0.1:" + first));
            // One after the other: of two Keycloaks that make the tables of one empty database at once, one fails.
            nodes.add(DistributionServer.start(setups.get(number)));
        }
    }

    private ServerSetup node(int number, int port, String hostname) throws IOException {
        String database = postgres.getJdbcUrl("postgres", "postgres").replaceFirst("\\?.*", "");
        return setup.withPort(port)
                .andStartOptions(
                        "--hostname=" + hostname,
                        "--db-url=" + database + "?ApplicationName=" + number,
                        "--db-username=postgres",
                        "--db-password=postgres",
                        "--vault-dir=" + vault,
                        "--cache=ispn",
                        "--cache-embedded-network-bind-address=127.0.0.1",
                        "--cache-embedded-network-bind-port=" + Ports.one())
                // By default it listens 50,000 ports above the other, which there may be none.
                .withJvmOptions(Stream.concat(setup.jvmOptions().stream(), Stream.of("-Djgroups.fd.port-offset=1"))
                        .toArray(String[]::new));
    }

    /** Node 0 or 1; one that was killed is started again, at the same address. */
    public DistributionServer node(int number) {
        if (!nodes.get(number).isAlive()) {
            nodes.set(number, DistributionServer.start(setups.get(number)));
        }
        return nodes.get(number);
    }

    /** Ends a node without letting it finish anything. */
    public void kill(int number) {
        nodes.get(number).close();
    }

    /** What both nodes log. */
    public List<ServerLog> logs() {
        return nodes.stream()
                .map(DistributionServer::log)
                .flatMap(Optional::stream)
                .toList();
    }

    /** The database, which knows the connections of a node by its number as their {@code application_name}. */
    public DataSource database() {
        return postgres.getPostgresDatabase();
    }

    /** Puts a secret of a realm into the vault of both nodes. */
    public void secret(String realm, String key, String value) throws IOException {
        Files.writeString(secretFile(realm, key), value);
        secrets.add(secretFile(realm, key));
    }

    private Path secretFile(String realm, String key) {
        return vault.resolve(realm.replace("_", "__") + "_" + key);
    }

    @Override
    public void close() {
        nodes.forEach(DistributionServer::close);
        try {
            postgres.close();
            for (Path secret : secrets) {
                Files.deleteIfExists(secret);
            }
            Files.deleteIfExists(vault);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
