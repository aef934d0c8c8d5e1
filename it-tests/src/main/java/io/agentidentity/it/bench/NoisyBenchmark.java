package io.agentidentity.it.bench;

import io.agentidentity.it.bench.Samples.Round;
import io.agentidentity.it.server.DistributionServer;
import io.agentidentity.it.server.ServerSetup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What an agent that asks all the time costs another one, with the limit that holds it back and without. */
final class NoisyBenchmark implements Benchmark {

    private static final int QUIET_REQUESTS = 120;
    private static final int NOISE = 150;
    private static final int WARM_UP_ROUNDS = 8;
    private static final int HELD_BACK = 1;
    private static final int UNBOUNDED = 2;

    @Override
    public void run(int rounds, Report report) {
        ServerSetup setup = ExchangeBenchmark.sized(
                ServerSetup.bundle(System.getProperty("keycloak.version", ServerSetup.newestVersion())));
        report.say("One node, H2 in a file. One client exchanges for a quiet agent, while a noisy one asks " + NOISE);
        report.say(
                "times a second. It may 60 times a minute, or as often as it likes. The load runs on the same machine.");
        try (DistributionServer server = DistributionServer.start(setup)) {
            Operations realm = Operations.withAgents(server, UNBOUNDED + 1);
            realm.agent(HELD_BACK)
                    .patch(Map.of("ceiling", Map.of("rates", Map.of("tokensPerMinute", 60))))
                    .expect(200);
            measure(realm.sameTask(), rounds, report);
        }
    }

    private static void measure(Side asking, int rounds, Report report) {
        List<Round> alone = new ArrayList<>();
        List<Round> heldBack = new ArrayList<>();
        List<Round> unbounded = new ArrayList<>();
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            Round first = asking.round(1, QUIET_REQUESTS);
            Round second = beside(asking, HELD_BACK);
            Round third = beside(asking, UNBOUNDED);
            if (round >= 0) {
                alone.add(first);
                heldBack.add(second);
                unbounded.add(third);
            }
        }
        report.question("Exchange of a quiet agent beside a noisy one that is held back", "alone");
        report.add("quiet beside noisy held back", 1, new Samples(heldBack), new Samples(alone));
        report.question("Exchange of a quiet agent beside a noisy one that is held back", "that is not");
        report.add("quiet beside noisy held back or not", 1, new Samples(heldBack), new Samples(unbounded));
    }

    private static Round beside(Side asking, int seat) {
        Noise noise = Noise.start(asking, seat, NOISE);
        try {
            return asking.round(1, QUIET_REQUESTS);
        } finally {
            noise.stop();
        }
    }
}
