package io.agentidentity.it.bench;

import io.agentidentity.it.server.DistributionServer;
import io.agentidentity.it.server.ServerSetup;
import java.util.List;

/** What our exchange costs next to Keycloak's own, and what the JARs cost those who have no agent. */
final class ExchangeBenchmark implements Benchmark {

    private static final List<Integer> LEVELS = List.of(1, 4, 16);
    private static final int SEATS = 16;
    private static final int LIGHT = 6;

    @Override
    public void run(int rounds, Report report) {
        String version = System.getProperty("keycloak.version", ServerSetup.newestVersion());
        report.say("Keycloak " + version
                + ", one node, H2 in a file, then PostgreSQL; RS256, events as Keycloak has them by default.");
        report.say(
                "Each client of the load has a person, a login, an agent and an ordinary client of its own. Agent and");
        report.say(
                "ordinary client authenticate by private_key_jwt (ES256), signed before the clock runs; the resource");
        report.say("server introspects with its secret. Same subject token, audience and scope on both sides.");
        report.say("Ratio: first over second; below 1 the first is faster, but for requests/s slower.");
        try (DistributionServer bundle = start(ServerSetup.bundle(version))) {
            ordinary(bundle, version, rounds, report);
            delegated(bundle, "", rounds, report);
        }
        try (PostgresServer postgres = PostgresServer.start(sized(ServerSetup.bundle(version)))) {
            delegated(postgres.server(), " on PostgreSQL", rounds, report);
        }
    }

    /** Side by side with a server that has no providers; both are equally young. */
    private static void ordinary(DistributionServer bundle, String version, int rounds, Report report) {
        try (DistributionServer stock = start(ServerSetup.stock(version))) {
            Operations with = Operations.ordinary(bundle, SEATS);
            Operations without = Operations.ordinary(stock, SEATS);
            ask(
                    new Duel("login with the JARs", 1, with::login, without::login),
                    "Login by password with the JARs",
                    "without",
                    rounds,
                    report);
            ask(
                    new Duel("standard exchange with the JARs", 1, with::standardExchange, without::standardExchange),
                    "Standard exchange with the JARs",
                    "without",
                    rounds,
                    report);
            ask(
                    new Duel(
                            "ordinary introspection with the JARs",
                            LIGHT,
                            with::introspectOrdinaryToken,
                            without::introspectOrdinaryToken),
                    "Introspection of an ordinary token with the JARs",
                    "without",
                    rounds,
                    report);
        }
    }

    private static void delegated(DistributionServer bundle, String where, int rounds, Report report) {
        Operations realm = Operations.withAgents(bundle, SEATS);
        ask(
                new Duel("exchange, new task" + where, 1, realm::newTask, realm::standardExchange),
                "Exchange that opens a task (authorization_details each time)",
                "standard exchange",
                rounds,
                report);
        ask(
                new Duel("exchange, same task" + where, 1, realm::sameTask, realm::standardExchange),
                "Exchange within the task of the login (no details)",
                "standard exchange",
                rounds,
                report);
        ask(
                new Duel("exchange, continued" + where, 1, realm::continued, realm::standardExchange),
                "Exchange that continues a task from its latest token",
                "standard exchange",
                rounds,
                report);
        ask(
                new Duel("introspection" + where, LIGHT, realm::introspectTaskToken, realm::introspectOrdinaryToken),
                "Introspection of a task token",
                "introspection of a token of the standard exchange",
                rounds,
                report);
        ask(
                new Duel("actor token" + where, 1, realm::actorToken, realm::serviceToken),
                "Actor token (client_credentials of an agent)",
                "client_credentials of an ordinary client",
                rounds,
                report);
    }

    private static void ask(Duel duel, String ours, String theirs, int rounds, Report report) {
        report.question(ours, theirs);
        duel.run(LEVELS, rounds, report);
    }

    private static DistributionServer start(ServerSetup setup) {
        return DistributionServer.start(sized(setup));
    }

    static ServerSetup sized(ServerSetup setup) {
        return setup.withJvmOptions("-XX:+UseSerialGC", "-Xms512m", "-Xmx512m");
    }
}
