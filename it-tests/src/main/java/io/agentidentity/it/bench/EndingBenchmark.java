package io.agentidentity.it.bench;

import io.agentidentity.it.realm.TestAgent;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long it takes to end everything that an agent has going: its kill switch, with more and more live tasks and tokens. */
final class EndingBenchmark implements Benchmark {

    private static final List<Integer> LIVE = List.of(100, 1_000, 10_000);

    @Override
    public void run(int rounds, Report report) {
        report.say(
                "POST …/kill of an agent with that many live tasks, each with a live token, in ms from request to answer, when");
        report.say("no token is good any more; beside it Keycloak's own change of the agent's client.");
        try (FilledServer h2 = FilledServer.h2()) {
            measure(h2, rounds, report);
        }
        try (FilledServer postgres = FilledServer.postgres()) {
            measure(postgres, rounds, report);
        }
    }

    private static void measure(FilledServer filled, int rounds, Report report) {
        Operations operations = Operations.withAgents(filled.server(), rounds + 1);
        for (int live : LIVE) {
            // The first one warms up.
            double[] ours = new double[rounds + 1];
            double[] theirs = new double[rounds + 1];
            for (int round = 0; round <= rounds; round++) {
                TestAgent agent = operations.agent(round);
                agent.activate();
                fill(filled, operations, round, live);
                theirs[round] = millis(
                        () -> agent.update(Map.of("description", "changed")).expect(204));
                ours[round] = millis(() -> agent.kill().expect(200));
                long left = filled.database()
                        .number("select count(*) from AGENT_TASK where AGENT_ID = ? and STATE = 'ACTIVE'", agent.id());
                if (left != 0) {
                    throw new IllegalStateException(left + " tasks are alive after the kill");
                }
            }
            report.add(new Row(
                    String.format(Locale.ROOT, "%s, %,d live tasks", filled.name(), live),
                    Samples.median(ours),
                    Samples.median(theirs),
                    "ms",
                    rounds));
        }
    }

    private static void fill(FilledServer filled, Operations operations, int seat, int live) {
        String jti = operations.newTaskToken(seat);
        String task = filled.database().text("select TASK_ID from AGENT_TOKEN where JTI = ?", jti);
        String soon = String.valueOf(
                System.currentTimeMillis() + Duration.ofMinutes(5).toMillis());
        String id = "concat('tsk_', lpad(cast(s.x as varchar), 12, '0'), '" + task.substring(4 + 12) + "')";
        filled.copy(
                "AGENT_TASK",
                live,
                Map.of("ID", id, "IMPLICIT_KEY", "null", "EXPIRES_AT", soon, "LAST_TOKEN_EXPIRES_AT", soon),
                "ID",
                task);
        filled.copy(
                "AGENT_TOKEN",
                live,
                Map.of(
                        "JTI",
                        "concat('f', s.x, '-" + jti.substring(jti.length() - 30) + "')",
                        "TASK_ID",
                        id,
                        "EXPIRES_AT",
                        soon),
                "JTI",
                jti);
    }

    private static double millis(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }
}
