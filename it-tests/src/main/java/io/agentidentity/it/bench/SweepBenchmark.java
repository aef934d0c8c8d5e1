package io.agentidentity.it.bench;

import static org.awaitility.Awaitility.await;

import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.server.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.awaitility.core.ConditionTimeoutException;

/** Whether a great many ended tasks slow anybody, and how fast they go once they are too old. */
final class SweepBenchmark implements Benchmark {

    private static final int ENDED = Integer.getInteger("bench.sweep.rows", 1_000_000);
    private static final int SEATS = 4;
    private static final int REQUESTS = 80;
    private static final Duration WARM_UP = Duration.ofSeconds(12);
    private static final Duration LONGEST_SWEEP = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofSeconds(2);

    @Override
    public void run(int rounds, Report report) {
        report.say(String.format(
                Locale.ROOT,
                "Medians in ms with one client, on a server with %,d ended tasks of the asking agent and as many tokens,",
                ENDED));
        report.say(
                "and beside it on one without. Then the tasks and tokens become too old, and the sweep takes them away.");
        try (FilledServer loaded = FilledServer.h2();
                FilledServer empty = FilledServer.h2()) {
            measure(loaded, empty, rounds, report);
        }
        try (FilledServer loaded = FilledServer.postgres();
                FilledServer empty = FilledServer.postgres()) {
            measure(loaded, empty, rounds, report);
        }
    }

    private static void measure(FilledServer loaded, FilledServer empty, int rounds, Report report) {
        String name = loaded.name();
        report.say("");
        report.say(name);
        Operations many = Operations.withAgents(loaded.server(), SEATS);
        Operations none = Operations.withAgents(empty.server(), SEATS);
        fill(many, loaded);
        Map<String, Function<Operations, Side>> questions = Map.of(
                "exchange, new task", Operations::newTask,
                "exchange, same task", Operations::sameTask,
                "introspection", Operations::introspectTaskToken);
        questions.keySet().stream().sorted().forEach(question -> {
            Function<Operations, Side> side = questions.get(question);
            Samples[] both = ask(side.apply(many), side.apply(none), rounds);
            report.add(
                    new Row(name + ", " + question, both[0].millis(0.5), both[1].millis(0.5), "ms", both[0].count()));
        });
        sweep(name, many.realm(), loaded.database(), report);
    }

    /** Both sides take turns, also while they warm up. */
    static Samples[] ask(Side ours, Side theirs, int rounds) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < WARM_UP.toNanos()) {
            ours.round(SEATS, REQUESTS);
            theirs.round(SEATS, REQUESTS);
        }
        List<Samples.Round> our = new ArrayList<>();
        List<Samples.Round> their = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            our.add(ours.round(1, REQUESTS));
            their.add(theirs.round(1, REQUESTS));
        }
        return new Samples[] {new Samples(our), new Samples(their)};
    }

    /** Copies of one task and of its token, which ended two days ago, at most as old as they may be. */
    private static void fill(Operations realm, FilledServer filled) {
        Database database = filled.database();
        realm.realm()
                .settings(Map.of(
                        "tasks",
                        Map.of("tokenRetentionSeconds", Duration.ofDays(10).toSeconds())))
                .expect(200);
        realm.newTask().round(1, 1);
        String task = database.text(
                "select max(TASK_ID) from AGENT_TOKEN where REALM_ID = (select ID from REALM where NAME = ?)",
                realm.realm().name());
        String token = database.text("select max(JTI) from AGENT_TOKEN where TASK_ID = ?", task);
        String twoDaysAgo =
                String.valueOf(System.currentTimeMillis() - Duration.ofDays(2).toMillis());
        filled.copy(
                "AGENT_TASK",
                ENDED,
                Map.of(
                        "ID", "concat('tsk_fill_', s.x)",
                        "STATE", "'COMPLETED'",
                        "IMPLICIT_KEY", "null",
                        "LATEST_JTI", "null",
                        "CREATED_AT", twoDaysAgo + " - 900000 + s.x",
                        "EXPIRES_AT", twoDaysAgo + " + s.x"),
                "ID",
                task);
        filled.copy(
                "AGENT_TOKEN",
                ENDED,
                Map.of(
                        "JTI",
                        "concat('onrtte:fill-', s.x)",
                        "TASK_ID",
                        "concat('tsk_fill_', s.x)",
                        "ISSUED_AT",
                        twoDaysAgo + " - 900000 + s.x",
                        "EXPIRES_AT",
                        twoDaysAgo + " + s.x"),
                "JTI",
                token);
        database.update("ANALYZE");
    }

    /** The least retention makes all of them too old at once. */
    private static void sweep(String name, TestRealm realm, Database database, Report report) {
        long day = Duration.ofDays(1).toSeconds();
        long before = rows(database);
        long start = System.nanoTime();
        realm.settings(Map.of("tasks", Map.of("retentionSeconds", day, "tokenRetentionSeconds", day)))
                .expect(200);
        try {
            await().pollInterval(LOOK).atMost(LONGEST_SWEEP).until(() -> rows(database) == 0);
        } catch (ConditionTimeoutException e) {
            report.say("The time was up before all were away.");
        }
        long elapsed = System.nanoTime() - start;
        long left = rows(database);
        report.say(String.format(
                Locale.ROOT,
                "%s: %,d of %,d rows of tasks and tokens swept in %.1f s, %,.0f rows/s",
                name,
                before - left,
                before,
                elapsed / 1e9,
                (before - left) / (elapsed / 1e9)));
    }

    private static long rows(Database database) {
        return database.number("select count(*) from AGENT_TASK where ID like 'tsk_fill_%'")
                + database.number("select count(*) from AGENT_TOKEN where TASK_ID like 'tsk_fill_%'");
    }
}
