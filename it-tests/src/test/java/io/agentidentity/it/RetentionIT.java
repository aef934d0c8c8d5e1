package io.agentidentity.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Jwt;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestRealm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that are old enough go, and everybody can tell that nothing else went. */
class RetentionIT extends OnOwnDatabase {

    private static final Map<String, ?> A_DAY = Map.of("audit", Map.of("retentionSeconds", 86_400));
    private static final Duration LONG = Duration.ofSeconds(60);

    private int realms;

    RetentionIT() {
        super("retention", "--spi-agent-chore--audit-retention--interval-seconds=1");
    }

    /** A realm with some records, a head of the last of them, and more records after it. */
    private Story story() {
        TestRealm fresh = Realms.on(own.server()).create("kept-" + realms++);
        Scene told = new Scene(fresh);
        for (int i = 0; i < 3; i++) {
            told.exchange().token();
        }
        String head = head(fresh);
        for (int i = 0; i < 3; i++) {
            told.exchange().token();
        }
        String later = head(fresh);
        return new Story(
                fresh,
                fresh.admin().get("").expect(200).json().path("id").asText(),
                head,
                Jwt.parse(head).claims().path("sequence").asLong(),
                later);
    }

    private static String head(TestRealm realm) {
        return realm.admin()
                .post("/agents/audit/heads")
                .expect(200)
                .json()
                .path("head")
                .asText();
    }

    /**
     * What there is.
     *
     * @param head a head in the middle
     * @param last the sequence that it is of
     * @param later a head after it
     */
    private record Story(TestRealm realm, String id, String head, long last, String later) {

        JsonNode verify(Object body) {
            return realm.admin().post("/agents/audit/verify", body).expect(200).json();
        }

        JsonNode verify() {
            return verify("{}");
        }

        void assertFault(String kind, long sequence) {
            JsonNode report = verify();
            assertThat(report.at("/fault/kind").asText()).as(report.toString()).isEqualTo(kind);
            assertThat(report.at("/fault/sequence").asLong())
                    .as(report.toString())
                    .isEqualTo(sequence);
        }

        Answer settings(Map<String, ?> some) {
            return realm.settings(some).expect(200);
        }

        String export() {
            return realm.admin().get("/agents/audit/export").expect(200).body();
        }
    }

    private long old(Story story) {
        return database.number(
                "select count(*) from AGENT_AUDIT where REALM_ID = ? and SEQUENCE_NO <= ?", story.id, story.last);
    }

    /** As if its head in the middle had been signed two days ago; it takes the key, which is in the database. */
    private void age(Story story) {
        long then = Instant.now().minus(Duration.ofDays(2)).getEpochSecond();
        ObjectNode claims = (ObjectNode) Jwt.parse(story.head).claims();
        String signed = sign("agent-audit-head+jwt", claims.put("iat", then), kid(story), key(story));
        assertThat(database.update(
                        "update AGENT_AUDIT_HEAD set SIGNED = ?, CREATED_AT = ? where REALM_ID = ? and SIGNED = ?",
                        signed,
                        then * 1000,
                        story.id,
                        story.head))
                .isEqualTo(1);
    }

    private String kid(Story story) {
        return Json.parse(database.text("select PUBLIC_KEY from AGENT_AUDIT_KEY where REALM_ID = ?", story.id))
                .path("kid")
                .asText();
    }

    private PrivateKey key(Story story) {
        String encoded = database.text("select PRIVATE_KEY from AGENT_AUDIT_KEY where REALM_ID = ?", story.id);
        try {
            return KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(encoded)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sign(String type, JsonNode claims, String kid, PrivateKey key) {
        try {
            JWSObject jws = new JWSObject(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .type(new JOSEObjectType(type))
                            .keyID(kid)
                            .build(),
                    new Payload(claims.toString()));
            jws.sign(new ECDSASigner(key, Curve.P_256));
            return jws.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A realm whose old records are gone. */
    private Story shortened() {
        Story story = story();
        story.settings(A_DAY);
        age(story);
        await().atMost(LONG).until(() -> old(story) == 0);
        return story;
    }

    /** Some rounds of the chore have passed for every realm. */
    private void rounds() {
        shortened();
    }

    @Test
    void oldRecordsGoUpToAHeadAndTheRestVerifies(@TempDir Path directory) throws Exception {
        Story story = shortened();
        JsonNode report = story.verify();
        assertThat(report.path("intact").asBoolean()).as(report.toString()).isTrue();
        assertThat(report.path("removed").asLong()).isEqualTo(story.last);
        assertThat(report.path("from").asLong()).isEqualTo(story.last + 1);
        assertThat(report.path("records").asLong()).isGreaterThanOrEqualTo(3);
        for (Object body : List.of(
                Map.of("heads", List.of(story.head, story.later)),
                Map.of("from", story.last),
                Map.of("from", story.last + 1),
                Map.of("from", story.last + 2))) {
            JsonNode part = story.verify(body);
            assertThat(part.path("intact").asBoolean()).as(part.toString()).isTrue();
        }
        JsonNode record = story.realm.audit("type=agent.audit.removed.v1").path(0);
        assertThat(record.at("/data/actor_kind").asText()).isEqualTo("system");
        assertThat(record.at("/data/change/first/before").asText()).isEqualTo("1");
        assertThat(record.at("/data/change/last/before").asLong()).isEqualTo(story.last);
        assertThat(record.at("/data/change/last_hash/before").asText())
                .isEqualTo(Jwt.parse(story.head).claims().path("hash").asText());
        JsonNode tombstones =
                story.realm.admin().get("/agents/audit/tombstones").expect(200).json();
        assertThat(tombstones).hasSize(1);
        JsonNode claims = Jwt.parse(tombstones.path(0).asText()).claims();
        assertThat(claims.path("first").asLong()).isEqualTo(1);
        assertThat(claims.path("count").asLong()).isEqualTo(story.last);

        String lines = story.export();
        assertThat(lines.lines().findFirst().orElse("")).contains("agent.audit.tombstone.v1");
        write(directory, story, lines);
        assertThat(verifier(directory)).startsWith("0 ");
        write(directory, story, String.join("\n", lines.lines().skip(1).toList()));
        assertThat(verifier(directory)).startsWith("1 REMOVED: record 1 is missing");
        Files.writeString(directory.resolve("tombstones"), tombstones.toString());
        assertThat(verifier(directory, "--tombstone", "tombstones")).startsWith("0 ");
        write(directory, story, String.join("\n", lines.lines().skip(2).toList()));
        assertThat(verifier(directory, "--tombstone", "tombstones"))
                .startsWith("1 REMOVED: record " + (story.last + 1) + " is missing");
    }

    @Test
    void whatGoesWithoutATombstoneIsNamed() {
        Story story = shortened();
        String signed = database.text("select SIGNED from AGENT_AUDIT_TOMBSTONE where REALM_ID = ?", story.id);
        database.update("delete from AGENT_AUDIT where REALM_ID = ? and SEQUENCE_NO = ?", story.id, story.last + 1);
        story.assertFault("removed", story.last + 1);

        ObjectNode wider = (ObjectNode) Jwt.parse(signed).claims();
        wider.put("sequence", story.last + 1).put("count", story.last + 1);
        ECKey other = ecKey();
        tombstone(story, sign("agent-audit-tombstone+jwt", wider, kid(story), privateKey(other)));
        story.assertFault("removed", 1);
        tombstone(story, story.head);
        story.assertFault("removed", 1);
        tombstone(story, signed);
        story.assertFault("removed", story.last + 1);
        database.update("delete from AGENT_AUDIT_TOMBSTONE where REALM_ID = ?", story.id);
        story.assertFault("removed", 1);
    }

    private void tombstone(Story story, String signed) {
        database.update("update AGENT_AUDIT_TOMBSTONE set SIGNED = ? where REALM_ID = ?", signed, story.id);
    }

    /** Whoever knows the key can sign a tombstone too; a head from outside says what they had to write anew for it. */
    @Test
    void aTombstoneThatSaysSomethingElseThanTheRecordsIsFound() {
        Story story = shortened();
        String signed = database.text("select SIGNED from AGENT_AUDIT_TOMBSTONE where REALM_ID = ?", story.id);
        ObjectNode claims = (ObjectNode) Jwt.parse(signed).claims();
        claims.put("hash", "sha-256:" + "0".repeat(64));
        tombstone(story, sign("agent-audit-tombstone+jwt", claims, kid(story), key(story)));
        JsonNode report = story.verify(Map.of("heads", List.of(story.head)));
        assertThat(report.at("/fault/kind").asText()).as(report.toString()).isEqualTo("forked");
    }

    @Test
    void whatIsNotAsItWasSealedStaysAsEvidence() {
        Story story = story();
        database.update(
                "update AGENT_AUDIT set RECORD = replace(RECORD, 'permitted', 'refused')"
                        + " where REALM_ID = ? and SEQUENCE_NO = 2",
                story.id);
        story.settings(A_DAY);
        age(story);
        rounds();
        rounds();
        assertThat(old(story)).isEqualTo(story.last);
        story.assertFault("edited", 2);
    }

    @Test
    void howOldRecordsAreIsNoColumnsWord() {
        Story story = story();
        story.settings(A_DAY);
        database.update("update AGENT_AUDIT set EVENT_TIME = 0 where REALM_ID = ?", story.id);
        database.update("update AGENT_AUDIT_HEAD set CREATED_AT = 0 where REALM_ID = ?", story.id);
        rounds();
        rounds();
        assertThat(old(story)).isEqualTo(story.last);
    }

    @Test
    void whatASinkHasNotYetStaysUntilItHasItOrIsAtWorkNoMore() {
        Story story = story();
        Map<String, Object> sink = Map.of("url", "https://localhost:1/in", "secret", "${vault.siem}");
        story.realm.admin().put("/agents/audit/sinks/siem", sink).expect(200);
        story.settings(A_DAY);
        age(story);
        rounds();
        rounds();
        assertThat(old(story)).isEqualTo(story.last);
        story.realm
                .admin()
                .put(
                        "/agents/audit/sinks/siem",
                        Map.of("enabled", false, "url", "https://localhost:1/in", "secret", "${vault.siem}"))
                .expect(200);
        await().atMost(LONG).until(() -> old(story) == 0);
    }

    @Test
    void aRealmThatSaysNothingKeepsEverything() {
        Story story = story();
        age(story);
        rounds();
        rounds();
        assertThat(old(story)).isEqualTo(story.last);
    }

    @Test
    void toKeepLessTakesARealmAdministratorAndIsOnRecord() {
        TestRealm fresh = Realms.on(own.server()).create("kept-" + realms++);
        AdminApi manager = fresh.adminUser("manager", "manage-agents");
        AdminApi chief = fresh.adminUser("chief", "realm-admin");
        assertThat(manager.put("/agents/settings", A_DAY).status()).isEqualTo(403);
        Map<String, ?> twoDays = Map.of("audit", Map.of("retentionSeconds", 172_800));
        chief.put("/agents/settings", twoDays).expect(200);
        assertThat(manager.put("/agents/settings", A_DAY).status()).isEqualTo(403);
        manager.put("/agents/settings", twoDays).expect(200);
        manager.put("/agents/settings", Map.of()).expect(200);
        JsonNode records = fresh.audit("type=agent.settings.changed.v1");
        assertThat(records.path(0).at("/data/change/settings/before").asText()).contains("172800");
        assertThat(records.path(0).at("/data/change/settings/after").asText()).contains("\"retentionSeconds\":null");
        Answer tooShort = chief.put("/agents/settings", Map.of("audit", Map.of("retentionSeconds", 86_399)));
        assertThat(tooShort.status()).isEqualTo(400);
        assertThat(tooShort.json().path("errorMessage").asText()).startsWith("audit.retentionSeconds must be");
    }

    private static ECKey ecKey() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PrivateKey privateKey(ECKey key) {
        try {
            return key.toECPrivateKey();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path directory, Story story, String lines) throws IOException {
        Files.writeString(
                directory.resolve("keys"),
                story.realm.admin().get("/agents/audit/keys").expect(200).body());
        Files.writeString(directory.resolve("head"), story.later);
        Files.writeString(directory.resolve("records"), lines);
    }

    private static String verifier(Path directory, String... more) throws IOException, InterruptedException {
        Path root = Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
                .filter(path -> Files.exists(path.resolve("mvnw")))
                .findFirst()
                .orElseThrow();
        Process process = new ProcessBuilder(Stream.concat(
                                Stream.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-jar",
                                        root.resolve("target/tools/agent-audit-verifier.jar")
                                                .toString(),
                                        "--keys",
                                        "keys",
                                        "--head",
                                        "head",
                                        "records"),
                                Stream.of(more))
                        .toList())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        return process.waitFor() + " " + printed;
    }
}
