package io.agentidentity.it.bench;

import io.agentidentity.it.server.DistributionServer;
import io.agentidentity.it.server.ServerSetup;
import java.util.List;

/** What a decision on a call costs, which is judged, counted and recorded, next to Keycloak's introspection, which writes nothing. */
final class DecisionBenchmark implements Benchmark {

    private static final List<Integer> LEVELS = List.of(1, 4, 16);
    private static final int SEATS = 16;
    private static final List<Integer> RULES = List.of(0, 10, 100);

    @Override
    public void run(int rounds, Report report) {
        ServerSetup setup = ExchangeBenchmark.sized(
                ServerSetup.bundle(System.getProperty("keycloak.version", ServerSetup.newestVersion())));
        report.say("One node, H2 in a file, then PostgreSQL. The resource server asks with a service-account token.");
        try (DistributionServer server = DistributionServer.start(setup)) {
            decisions(server, "", rounds, report);
        }
        try (PostgresServer postgres = PostgresServer.start(setup)) {
            decisions(postgres.server(), " on PostgreSQL", rounds, report);
        }
    }

    private static void decisions(DistributionServer server, String where, int rounds, Report report) {
        Operations realm = Operations.withAgents(server, SEATS);
        for (int rules : RULES) {
            String name = "decision, " + rules + " rules" + where;
            realm.rules(rules);
            report.question(
                    "Decision on a call, " + rules + " rules" + where,
                    "introspection of a token of the standard exchange");
            new Duel(name, 1, realm::decide, realm::introspectOrdinaryToken).run(LEVELS, rounds, report);
        }
    }
}
