package io.agentidentity.it.bench;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.server.Database;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;

/** What records cost an exchange, how fast they are sealed and verified, and whether a great many of them slow a search. */
final class AuditBenchmark implements Benchmark {

    private static final int RECORDS = Integer.getInteger("bench.audit.rows", 1_000_000);
    private static final int SEATS = 4;
    private static final int SEARCHES = 30;
    private static final Duration LONGEST_SEALING = Duration.ofMinutes(15);
    private static final String UNSEALED = "select count(*) from AGENT_AUDIT_UNSEALED";
    private static final String NO_SEALER = "--spi-agent-chore--audit-seal--interval-seconds=86400";

    @Override
    public void run(int rounds, Report report) {
        report.say("First an exchange on a server that seals, beside one on which records wait. Then a realm of "
                + String.format(Locale.ROOT, "%,d", RECORDS) + " records,");
        report.say(
                "sealed by the server itself and verified by its API; medians in ms of searches there, beside a new realm.");
        try (FilledServer sealing = FilledServer.h2();
                FilledServer waiting = FilledServer.h2(NO_SEALER)) {
            exchanges(sealing, waiting, rounds, report);
            records(sealing, report);
        }
        try (FilledServer sealing = FilledServer.postgres();
                FilledServer waiting = FilledServer.postgres(NO_SEALER)) {
            exchanges(sealing, waiting, rounds, report);
            records(sealing, report);
        }
    }

    private static void exchanges(FilledServer sealing, FilledServer waiting, int rounds, Report report) {
        Side ours = Operations.withAgents(sealing.server(), SEATS).newTask();
        Side theirs = Operations.withAgents(waiting.server(), SEATS).newTask();
        Samples[] both = SweepBenchmark.ask(ours, theirs, rounds);
        report.say("");
        report.add(new Row(
                sealing.name() + ", exchange, new task, with the sealer",
                both[0].millis(0.5),
                both[1].millis(0.5),
                "ms",
                both[0].count()));
        report.add(new Row(
                sealing.name() + ", server CPU of it",
                both[0].cpuMillis(),
                both[1].cpuMillis(),
                "ms",
                both[0].count()));
    }

    private static void records(FilledServer filled, Report report) {
        Operations many = Operations.withAgents(filled.server(), 1);
        Operations few = Operations.withAgents(filled.server(), 1);
        many.newTask().round(1, 1);
        few.newTask().round(1, 1);
        AdminApi admin = many.realm().admin();
        JsonNode template = admin.get("/agents/audit?type=agent.token.issued.v1&max=1")
                .expect(200)
                .json()
                .path(0);
        fill(filled, template);
        seal(filled, report);
        verify(filled.name(), admin, report);
        searches().forEach((search, query) -> {
            double[] ours = new double[SEARCHES];
            double[] theirs = new double[SEARCHES];
            for (int i = -SEARCHES / 3; i < SEARCHES; i++) {
                double one = ListBenchmark.millis(admin, query);
                double other = ListBenchmark.millis(few.realm().admin(), query);
                if (i >= 0) {
                    ours[i] = one;
                    theirs[i] = other;
                }
            }
            report.add(new Row(
                    filled.name() + ", " + search, Samples.median(ours), Samples.median(theirs), "ms", SEARCHES));
        });
    }

    private static Map<String, String> searches() {
        Map<String, String> searches = new LinkedHashMap<>();
        searches.put("newest records", "/agents/audit?max=20");
        searches.put("by token id, one found", "/agents/audit?max=20&jti=onrtte:fill-77");
        searches.put("by task, all but some found", "/agents/audit?max=20&type=agent.token.issued.v1");
        searches.put("by outcome, none found", "/agents/audit?max=20&outcome=refused");
        return searches;
    }

    /** Copies of one record, with ids and token ids of their own, that nobody has sealed yet. */
    private static void fill(FilledServer filled, JsonNode template) {
        String id = "concat('00000000-0000-4000-8000-', lpad(cast(s.x as varchar), 12, '0'))";
        String record = "replace(replace(t.RECORD, t.ID, " + id + "), '"
                + template.at("/data/credential/jti").asText() + "', concat('onrtte:fill-', s.x))";
        filled.database()
                .update(
                        "insert into AGENT_AUDIT_UNSEALED (ID, REALM_ID, EVENT_TIME, RECORD) select " + id
                                + ", t.REALM_ID, t.EVENT_TIME, " + record + " from AGENT_AUDIT t, "
                                + filled.numbers(RECORDS) + " where t.ID = ?",
                        template.path("id").asText());
    }

    private static void seal(FilledServer filled, Report report) {
        Database database = filled.database();
        long before = database.number(UNSEALED);
        long start = System.nanoTime();
        try {
            await().pollInterval(Duration.ofSeconds(2))
                    .atMost(LONGEST_SEALING)
                    .until(() -> database.number(UNSEALED) == 0);
        } catch (ConditionTimeoutException e) {
            report.say("The time was up before all were sealed.");
        }
        rate(filled.name() + ", sealed", before - database.number(UNSEALED), System.nanoTime() - start, report);
    }

    private static void verify(String name, AdminApi admin, Report report) {
        long records = 0;
        long start = System.nanoTime();
        JsonNode next = null;
        do {
            Map<String, Object> from = next == null ? Map.of() : Map.of("from", next.asLong());
            JsonNode answer =
                    admin.post("/agents/audit/verify", from).expect(200).json();
            if (!answer.path("intact").asBoolean()) {
                throw new IllegalStateException(answer.toString());
            }
            records += answer.path("records").asLong();
            next = answer.path("next");
        } while (next.isNumber());
        rate(name + ", verified", records, System.nanoTime() - start, report);
    }

    private static void rate(String what, long records, long nanos, Report report) {
        report.say(String.format(
                Locale.ROOT, "%s %,d records in %.1f s, %,.0f/s", what, records, nanos / 1e9, records / (nanos / 1e9)));
    }
}
