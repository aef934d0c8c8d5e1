package io.agentidentity.it.bench;

import io.agentidentity.it.server.DistributionServer;
import io.agentidentity.it.server.ServerSetup;

/** How long a server takes until it is ready, with the JARs and without. */
final class StartBenchmark implements Benchmark {

    private static final double NANOS_IN_MILLI = 1e6;

    @Override
    public void run(int rounds, Report report) {
        String version = System.getProperty("keycloak.version", ServerSetup.newestVersion());
        report.say(
                "Keycloak " + version + " from the start of its process until it is ready, built beforehand; medians.");
        // Builds both.
        start(ServerSetup.bundle(version));
        start(ServerSetup.stock(version));
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            ours[round] = start(ServerSetup.bundle(version));
            theirs[round] = start(ServerSetup.stock(version));
        }
        report.add(new Row(
                "start with the JARs, and without", Samples.median(ours), Samples.median(theirs), "ms", rounds));
    }

    private static double start(ServerSetup setup) {
        long began = System.nanoTime();
        DistributionServer ready =
                DistributionServer.start(setup.withJvmOptions("-XX:+UseSerialGC", "-Xms512m", "-Xmx512m"));
        double took = (System.nanoTime() - began) / NANOS_IN_MILLI;
        ready.close();
        return took;
    }
}
