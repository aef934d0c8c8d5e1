package io.agentidentity.it.server;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Runs a server with the built JARs until it is interrupted: {@code RunServer [VERSION] [PORT] [stock]}, by default the
 * newest version on port 8080.
 */
public final class RunServer {

    private RunServer() {}

    public static void main(String[] arguments) throws InterruptedException {
        List<String> words = List.of(arguments);
        String version =
                words.stream().filter(word -> word.contains(".")).findFirst().orElse(ServerSetup.newestVersion());
        int port = words.stream()
                .filter(word -> word.matches("\\d+"))
                .map(Integer::parseInt)
                .findFirst()
                .orElse(8080);
        ServerSetup setup = words.contains("stock") ? ServerSetup.stock(version) : ServerSetup.bundle(version);
        try (DistributionServer server =
                DistributionServer.start(setup.withTestFeatures().withPort(port))) {
            System.out.println("Keycloak " + version + " is at " + server.baseUrl() + " (admin/admin)");
            server.https()
                    .ifPresent(https -> System.out.println("With certificates of clients it is at " + https.url()));
            server.log().ifPresent(log -> System.out.println("Its log is " + log.file()));
            new CountDownLatch(1).await();
        }
    }
}
