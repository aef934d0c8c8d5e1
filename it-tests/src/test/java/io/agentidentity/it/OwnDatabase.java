package io.agentidentity.it;

import io.agentidentity.it.server.Database;
import io.agentidentity.it.server.DistributionServer;
import io.agentidentity.it.server.ServerSetup;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A server of a test's own, whose database the test looks into and changes. */
record OwnDatabase(DistributionServer server, Database database) implements AutoCloseable {

    static OwnDatabase start(Path directory, String... options) {
        ServerSetup setup = ServerSetup.fromProperties();
        String url = Database.h2(directory);
        String[] all = Stream.of(
                        setup.startOptions().stream(),
                        Stream.of("--db-url=" + url, "--db-username=sa", "--db-password=password"),
                        Stream.of(options))
                .flatMap(some -> some)
                .toArray(String[]::new);
        DistributionServer server = DistributionServer.start(setup.withStartOptions(all));
        return new OwnDatabase(server, Database.open(server, url, "sa", "password"));
    }

    @Override
    public void close() {
        try (server) {
            database.close();
        }
    }
}
