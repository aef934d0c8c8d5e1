package io.agentidentity.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody does to the records in the database is found, in the server and without it. */
class SealIT extends OnOwnDatabase {

    private static final String ALL = "select count(*) from AGENT_AUDIT where REALM_ID = ?";

    private int realms;

    SealIT() {
        super("seal");
    }

    /** A realm with ten records and a bit more, all sealed, and a head that was signed then. */
    private Story story() {
        TestRealm fresh = Realms.on(own.server()).create("story-" + realms++);
        Scene told = new Scene(fresh);
        for (int i = 0; i < 10; i++) {
            told.exchange().token();
        }
        String head = fresh.admin()
                .post("/agents/audit/heads")
                .expect(200)
                .json()
                .path("head")
                .asText();
        return new Story(
                fresh, told, fresh.admin().get("").expect(200).json().path("id").asText(), head);
    }

    private record Story(TestRealm realm, Scene scene, String id, String head) {

        JsonNode verify(String body) {
            return realm.admin()
                    .post("/agents/audit/verify", Json.parse(body))
                    .expect(200)
                    .json();
        }

        JsonNode verify() {
            return verify("{}");
        }

        void assertFault(String kind, long sequence) {
            JsonNode report = verify();
            assertThat(report.path("intact").asBoolean()).as(report.toString()).isFalse();
            assertThat(report.at("/fault/kind").asText()).as(report.toString()).isEqualTo(kind);
            assertThat(report.at("/fault/sequence").asLong())
                    .as(report.toString())
                    .isEqualTo(sequence);
        }
    }

    private int change(String sql, Object... values) {
        int rows = database.update(sql, values);
        assertThat(rows).isPositive();
        return rows;
    }

    @Test
    void recordsAreSealedByThemselvesInOneChainWithoutGaps() {
        TestRealm fresh = Realms.on(own.server()).create("chained");
        Scene told = new Scene(fresh);
        TokenAnswer token = told.exchange().token();
        String id = fresh.admin().get("").expect(200).json().path("id").asText();
        await().until(() -> database.number("select count(*) from AGENT_AUDIT_UNSEALED where REALM_ID = ?", id) == 0);
        assertThat(database.number(
                        "select count(*) from AGENT_AUDIT where REALM_ID = ? and TASK_ID = ?", id, Scene.taskId(token)))
                .isEqualTo(1);
        assertThat(database.number(ALL, id))
                .isEqualTo(database.number("select max(SEQUENCE_NO) from AGENT_AUDIT where REALM_ID = ?", id));

        long sealed = database.number(ALL, id);
        JsonNode records = fresh.audit("max=2");
        assertThat(records.at("/0/data/integrity/prev_hash").asText())
                .isEqualTo(records.at("/1/data/integrity/hash").asText())
                .startsWith("sha-256:");
        assertThat(records.at("/0/data/integrity/sequence").asLong()).isEqualTo(sealed);
        assertThat(records.at("/0/data/integrity/chain").asText()).isEqualTo(id);
    }

    @Test
    void anUntouchedChainIsIntactPieceByPieceToo() {
        Story story = story();
        JsonNode whole = story.verify();
        assertThat(whole.path("intact").asBoolean()).as(whole.toString()).isTrue();
        assertThat(whole.path("records").asLong())
                .isEqualTo(whole.at("/last/sequence").asLong())
                .isGreaterThan(10);
        assertThat(whole.path("heads").asLong()).isPositive();
        assertThat(whole.path("next").isNull()).isTrue();

        JsonNode part = story.verify("{\"from\":4,\"max\":3}");
        assertThat(part.path("intact").asBoolean()).as(part.toString()).isTrue();
        assertThat(part.path("records").asLong()).isEqualTo(3);
        assertThat(part.path("next").asLong()).isEqualTo(7);
        assertThat(story.verify("{\"heads\":[\"" + story.head + "\"]}")
                        .path("intact")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void anEditedRecordIsNamed() {
        Story story = story();
        change(
                "update AGENT_AUDIT set RECORD = replace(RECORD, 'permitted', 'refused')"
                        + " where REALM_ID = ? and SEQUENCE_NO = 6",
                story.id);
        story.assertFault("edited", 6);
    }

    @Test
    void aRemovedRecordIsNamed() {
        Story story = story();
        change("delete from AGENT_AUDIT where REALM_ID = ? and SEQUENCE_NO = 6", story.id);
        story.assertFault("removed", 6);
        JsonNode behind = story.verify("{\"from\":7}");
        assertThat(behind.at("/fault/kind").asText()).isEqualTo("removed");
    }

    @Test
    void recordsThatChangedPlacesAreNamed() {
        Story story = story();
        change("update AGENT_AUDIT set SEQUENCE_NO = 0 where REALM_ID = ? and SEQUENCE_NO = 6", story.id);
        change("update AGENT_AUDIT set SEQUENCE_NO = 6 where REALM_ID = ? and SEQUENCE_NO = 7", story.id);
        change("update AGENT_AUDIT set SEQUENCE_NO = 7 where REALM_ID = ? and SEQUENCE_NO = 0", story.id);
        story.assertFault("reordered", 6);
    }

    @Test
    void anInsertedRecordIsNamed() {
        Story story = story();
        change(
                "update AGENT_AUDIT set SEQUENCE_NO = SEQUENCE_NO + 100 where REALM_ID = ? and SEQUENCE_NO > 6",
                story.id);
        change(
                "insert into AGENT_AUDIT (ID, REALM_ID, EVENT_TIME, TYPE, ACTOR_KIND, OUTCOME, RECORD, SEQUENCE_NO)"
                        + " select 'forged', REALM_ID, EVENT_TIME, TYPE, ACTOR_KIND, OUTCOME, RECORD, 7 from AGENT_AUDIT"
                        + " where REALM_ID = ? and SEQUENCE_NO = 6",
                story.id);
        story.assertFault("inserted", 6);
    }

    @Test
    void aMissingEndIsFoundEvenIfTheEndOfTheChainWasSetBack() {
        Story story = story();
        long end = database.number("select max(SEQUENCE_NO) from AGENT_AUDIT where REALM_ID = ?", story.id);
        String hash =
                story.verify("{\"max\":" + (end - 2) + "}").at("/last/hash").asText();
        change("delete from AGENT_AUDIT where REALM_ID = ? and SEQUENCE_NO > ?", story.id, end - 2);
        story.assertFault("truncated", end - 1);
        change("update AGENT_AUDIT_CHAIN set SEQUENCE_NO = ?, HASH = ? where REALM_ID = ?", end - 2, hash, story.id);
        story.assertFault("truncated", end - 1);
        change("delete from AGENT_AUDIT_HEAD where REALM_ID = ?", story.id);
        assertThat(story.verify().path("intact").asBoolean())
                .as("nobody in here knows better")
                .isTrue();
        JsonNode outside = story.verify("{\"heads\":[\"" + story.head + "\"]}");
        assertThat(outside.at("/fault/kind").asText()).as(outside.toString()).isEqualTo("truncated");
    }

    @Test
    void aChainThatGoesOnAfterItWasCutIsFoundByAHeadFromOutside() {
        Story story = story();
        long end = database.number("select max(SEQUENCE_NO) from AGENT_AUDIT where REALM_ID = ?", story.id);
        String hash =
                story.verify("{\"max\":" + (end - 4) + "}").at("/last/hash").asText();
        change("delete from AGENT_AUDIT where REALM_ID = ? and SEQUENCE_NO > ?", story.id, end - 4);
        change("delete from AGENT_AUDIT_HEAD where REALM_ID = ?", story.id);
        change("update AGENT_AUDIT_CHAIN set SEQUENCE_NO = ?, HASH = ? where REALM_ID = ?", end - 4, hash, story.id);
        for (int i = 0; i < 6; i++) {
            story.scene.exchange().token();
        }
        story.realm.audit("");
        assertThat(story.verify().path("intact").asBoolean()).isTrue();
        JsonNode outside = story.verify("{\"heads\":[\"" + story.head + "\"]}");
        assertThat(outside.at("/fault/kind").asText()).as(outside.toString()).isEqualTo("forked");
    }

    @Test
    void aHeadOfSomebodyElseIsNone() {
        Story story = story();
        String foreign = story().head;
        assertThat(story.verify("{\"heads\":[\"" + foreign + "\"]}")
                        .at("/fault/kind")
                        .asText())
                .isEqualTo("head_invalid");
        assertThat(story.verify("{\"heads\":[\"garbage\"]}").at("/fault/kind").asText())
                .isEqualTo("head_invalid");
    }

    @Test
    void headsOfAKeyThatWasReplacedStayGood() {
        Story story = story();
        JsonNode before =
                story.realm.admin().get("/agents/audit/keys").expect(200).json();
        JsonNode after =
                story.realm.admin().post("/agents/audit/keys").expect(200).json();
        assertThat(after.path("keys")).hasSize(before.path("keys").size() + 1);
        assertThat(after.toString()).doesNotContain("\"d\"");
        assertThat(database.number(
                        "select count(*) from AGENT_AUDIT_KEY where REALM_ID = ? and PRIVATE_KEY is not null",
                        story.id))
                .isEqualTo(1);
        assertThat(story.realm.audit("type=agent.audit.key.rotated.v1")).hasSize(1);
        story.realm.admin().post("/agents/audit/heads").expect(200);
        JsonNode report = story.verify("{\"heads\":[\"" + story.head + "\"]}");
        assertThat(report.path("intact").asBoolean()).as(report.toString()).isTrue();
        assertThat(story.realm
                        .admin()
                        .get("/agents/audit/heads?max=1")
                        .expect(200)
                        .json())
                .hasSize(1);
    }

    @Test
    void anExportIsVerifiedWithoutKeycloak(@TempDir Path directory) throws Exception {
        Story story = story();
        Files.writeString(
                directory.resolve("keys"),
                story.realm.admin().get("/agents/audit/keys").expect(200).body());
        Files.writeString(directory.resolve("head"), story.head);
        Path records = directory.resolve("records");
        String lines =
                story.realm.admin().get("/agents/audit/export").expect(200).body();
        Files.writeString(records, lines);
        assertThat(lines.lines().count()).isGreaterThan(10);
        assertThat(verifier(directory)).startsWith("0 ").contains("1 heads agree");

        Files.writeString(records, lines.replaceFirst("agent.token.issued.v1", "agent.token.issued.v2"));
        assertThat(verifier(directory)).startsWith("1 EDITED");
        Files.writeString(records, String.join("\n", lines.lines().limit(8).toList()));
        assertThat(verifier(directory)).startsWith("1 TRUNCATED: the records from 9");

        JsonNode part = Json.parse("["
                + String.join(
                        ",",
                        story.realm
                                .admin()
                                .get("/agents/audit/export?fromSequence=3&toSequence=5")
                                .expect(200)
                                .body()
                                .lines()
                                .toList())
                + "]");
        assertThat(part.findValuesAsText("sequence")).containsExactly("3", "4", "5");
        assertThat(story.realm.audit("type=agent.audit.exported.v1")).hasSize(2);
        assertThat(story.realm
                        .admin()
                        .get("/agents/audit/export?fromSequence=0")
                        .status())
                .isEqualTo(400);
    }

    private static String verifier(Path directory) throws IOException, InterruptedException {
        Path root = Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
                .filter(path -> Files.exists(path.resolve("mvnw")))
                .findFirst()
                .orElseThrow();
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        root.resolve("target/tools/agent-audit-verifier.jar").toString(),
                        "--keys",
                        "keys",
                        "--head",
                        "head",
                        "records"))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        return process.waitFor() + " " + printed;
    }

    /** Records wait for the chain; nothing waits for it. */
    @Test
    void whileNothingCanBeSealedTokensComeOutAndTheirRecordsAreSealedLater() {
        Story story = story();
        long sealed = database.number(ALL, story.id);
        database.update("alter table AGENT_AUDIT rename to AGENT_AUDIT_AWAY");
        TokenAnswer token;
        try {
            token = story.scene.exchange().token();
            assertThat(database.number("select count(*) from AGENT_AUDIT_UNSEALED where REALM_ID = ?", story.id))
                    .isEqualTo(1);
        } finally {
            database.update("alter table AGENT_AUDIT_AWAY rename to AGENT_AUDIT");
        }
        await().until(() -> database.number(ALL, story.id) == sealed + 1);
        assertThat(story.realm.audit("task=" + Scene.taskId(token))).hasSize(1);
        assertThat(story.verify().path("intact").asBoolean()).isTrue();
    }

    @Test
    void whatIsAskedBadlyIsSaid() {
        for (String body : List.of("{\"from\":0}", "{\"max\":100001}", "{\"heads\":\"x\"}", "{\"other\":1}")) {
            assertThat(realm.admin()
                            .post("/agents/audit/verify", Json.parse(body))
                            .status())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(realm.admin().post("/agents/audit/heads", Map.of()).status()).isEqualTo(200);
    }
}
