package io.agentidentity.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.agentidentity.it.AuditReceiver.Delivered;
import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.it.server.Database;
import io.agentidentity.it.server.DistributionServer;
import io.agentidentity.it.server.ServerSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Records go to receivers outside: all of them, in their order, whatever the receiver does, and to nobody else. */
@StartsServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SinkIT {

    private static final String SINK = "/agents/audit/sinks/siem";
    private static final String LETTERS = SINK + "/dead-letters";
    private static final Duration LONG = Duration.ofSeconds(60);

    private Path vault;
    private Path files;
    private OwnDatabase own;
    private DistributionServer server;
    private Database database;
    private int realms;
    private AuditReceiver receiver;
    private TestRealm realm;
    private Scene scene;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        vault = Files.createDirectory(directory.resolve("vault"));
        files = Files.createDirectory(directory.resolve("files"));
        ServerSetup setup = ServerSetup.fromProperties().andBuildOptions("--vault=file");
        String url = Database.h2(directory);
        server = DistributionServer.start(setup.withStartOptions(Stream.concat(
                        setup.startOptions().stream(),
                        Stream.of(
                                "--db-url=" + url,
                                "--db-username=sa",
                                "--db-password=password",
                                "--vault-dir=" + vault,
                                "--spi-agent-chore--audit-delivery--file-directory=" + files))
                .toArray(String[]::new)));
        database = Database.open(server, url, "sa", "password");
        own = new OwnDatabase(server, database);
    }

    @AfterAll
    void stop() {
        own.close();
    }

    @BeforeEach
    void realm() throws IOException {
        receiver = new AuditReceiver();
        realm = Realms.on(server).create("sinks-" + realms++);
        scene = new Scene(realm);
        secret("siem", AuditReceiver.SECRET);
    }

    @AfterEach
    void quiet() {
        Answer sinks = realm.admin().get("/agents/audit/sinks");
        for (JsonNode sink :
                sinks.status() == 404 ? Json.object() : sinks.expect(200).json()) {
            if (!sink.path("name").asText().equals("file")) {
                realm.admin()
                        .delete("/agents/audit/sinks/" + sink.path("name").asText())
                        .expect(204);
            }
        }
        receiver.close();
    }

    @Test
    void everyRecordAndHeadArrivesSignedInItsOrderAndAsItIs() {
        TokenAnswer token = scene.exchange().token();
        put(Map.of());
        scene.exchange().token();
        head();
        await().atMost(LONG).until(() -> receiver.taken().stream().anyMatch(Delivered::isHead));
        catchUp("siem");
        List<Delivered> all = receiver.taken();
        assertThat(all).allMatch(Delivered::signed);
        assertThat(all).allMatch(one -> one.contentType().equals("application/cloudevents+json; charset=UTF-8"));
        assertThat(all).allMatch(one -> one.id().equals(one.event().path("id").asText()));
        assertThat(all).noneMatch(one -> one.body().contains("eyJ") && !one.isHead());
        assertWhole();
        JsonNode record = realm.audit("task=" + Scene.taskId(token)).path(0);
        assertThat(receiver.records().stream().map(Delivered::event)).contains(record);
        Delivered head = all.stream().filter(Delivered::isHead).findFirst().orElseThrow();
        JsonNode report = realm.admin()
                .post(
                        "/agents/audit/verify",
                        Map.of("heads", List.of(head.event().at("/data/head").asText())))
                .expect(200)
                .json();
        assertThat(report.path("intact").asBoolean()).as(report.toString()).isTrue();
        assertThat(status().path("error").isNull()).isTrue();
        assertThat(status().path("deliveredAt").isTextual()).isTrue();
    }

    @Test
    void aReceiverThatIsDownCostsNobodyATokenAndMissesNothing() {
        receiver.answering(event -> 503);
        put(Map.of());
        await().atMost(LONG).until(() -> status().path("failures").asInt() >= 2);
        List<String> tasks = Stream.generate(() -> Scene.taskId(scene.exchange().token()))
                .limit(3)
                .toList();
        JsonNode down = status();
        assertThat(down.path("error").asText()).isEqualTo("the receiver answered 503");
        assertThat(down.path("nextAttemptAt").isTextual()).isTrue();
        assertThat(down.path("sequence").asLong()).isZero();
        await().until(() -> status().path("recordsBehind").asLong() > 3);
        assertThat(receiver.offered().stream().map(Delivered::id).distinct())
                .as("the first is offered again and again, and no other before it")
                .hasSize(1);
        receiver.answering(event -> 204);
        catchUp("siem");
        assertWhole();
        assertThat(receiver.records().stream()
                        .map(one -> one.event().path("subject").asText()))
                .containsAll(tasks);
        assertThat(status().path("failures").asInt()).isZero();
        assertThat(status().path("deadLetters").asInt()).isZero();
    }

    @Test
    void whatIsRefusedForGoodIsPutAsideAndOfferedAgainOnRequest() {
        receiver.answering(event -> event.path("type").asText().equals("agent.token.issued.v1") ? 422 : 204);
        put(Map.of("attempts", 2));
        String task = Scene.taskId(scene.exchange().token());
        await().atMost(LONG).until(() -> letters().size() == 1);
        catchUp("siem");
        JsonNode letter = letters().path(0);
        assertThat(letter.path("type").asText()).isEqualTo("agent.token.issued.v1");
        assertThat(letter.path("attempts").asInt()).isEqualTo(2);
        assertThat(letter.path("error").asText()).isEqualTo("the receiver answered 422");
        assertThat(letter.path("record").asText()).contains(task);
        String id = letter.path("recordId").asText();
        assertThat(receiver.offered().stream().filter(one -> one.id().equals(id)))
                .hasSize(2);
        await().atMost(LONG)
                .until(() ->
                        receiver.records().stream().anyMatch(one -> one.type().equals("agent.audit.dead_letter.v1")));
        assertThat(realm.audit("type=agent.audit.dead_letter.v1")
                        .at("/0/data/change/record/before")
                        .asText())
                .isEqualTo(id);

        assertThat(resend("{\"ids\":[\"another\"]}")).isZero();
        assertThat(resend("{\"ids\":[\"" + letter.path("id").asText() + "\"]}")).isEqualTo(1);
        await().atMost(LONG).until(() -> letters().at("/0/attempts").asInt() == 3);
        receiver.answering(event -> 204);
        assertThat(resend("{\"all\":true}")).isEqualTo(1);
        await().atMost(LONG).until(() -> letters().isEmpty());
        assertThat(receiver.records().stream().filter(one -> one.id().equals(id)))
                .hasSize(1);
        assertThat(realm.admin().post(LETTERS + "/resend", "{}").status()).isEqualTo(400);
    }

    @Test
    void theConsoleShowsWhatWasRefusedForGoodAndSendsItAgain() {
        assumeTrue(Chromium.path().isPresent(), "no Chromium on this machine; see -Dchromium.path");
        receiver.answering(event -> event.path("type").asText().equals("agent.token.issued.v1") ? 422 : 204);
        put(Map.of("attempts", 1));
        scene.exchange().token();
        await().atMost(LONG).until(() -> letters().size() == 1);
        catchUp("siem");
        receiver.answering(event -> 204);
        realm.adminUser("boss", "realm-admin");
        try (Chromium chromium = Chromium.start()) {
            Page page = new AdminConsole(chromium, server.baseUrl(), realm.name())
                    .open(new Person("", "boss", scene.alice.password()), "en-US", "?section=sinks");
            page.locator("[data-sink=siem] button[aria-expanded]").first().click();
            Locator letters = page.getByTestId("dead-letters");
            assertThat(letters.locator("[data-letter]")).containsText("the receiver answered 422");
            Chromium.accessible(page, "kc-agent-console");
            Chromium.picture(page, "admin-dead-letters");
            page.getByTestId("letters-resend").click();
            page.getByTestId("dialog-confirm").click();
            assertThat(page.getByTestId("agents-alerts")).containsText("To be sent again: 1");
            await().atMost(LONG).until(() -> letters().isEmpty());
            assertThat(receiver.records()).anyMatch(one -> one.type().equals("agent.token.issued.v1"));
        }
    }

    @Test
    void severalAtOnceComeInTheirOrderTooAndOneThatIsRefusedCostsNoOther() {
        receiver.answering(event -> event.path("type").asText().equals("agent.token.issued.v1") ? 422 : 204);
        String task = Scene.taskId(scene.exchange().token());
        put(Map.of("batch", 50, "attempts", 1));
        await().atMost(LONG).until(() -> letters().size() == 1);
        catchUp("siem");
        assertThat(letters().at("/0/record").asText()).contains(task);
        assertThat(receiver.taken()).allMatch(Delivered::signed);
        assertThat(receiver.taken())
                .allMatch(one -> one.contentType().equals("application/cloudevents-batch+json; charset=UTF-8"));
        assertThat(receiver.records().stream().map(Delivered::sequence).toList())
                .isSorted();
        receiver.answering(event -> 204);
        resend("{\"all\":true}");
        await().atMost(LONG).until(() -> letters().isEmpty());
        assertThat(receiver.records().stream().map(Delivered::sequence).sorted().distinct())
                .startsWith(LongStream.rangeClosed(1, 5).boxed().toArray(Long[]::new));
    }

    @Test
    void whatIsRefusedCanBeForgottenWhichIsOnRecord() {
        receiver.answering(event -> event.path("type").asText().equals("agent.token.issued.v1") ? 400 : 204);
        put(Map.of("attempts", 1));
        scene.exchange().token();
        await().atMost(LONG).until(() -> letters().size() == 1);
        assertThat(realm.admin()
                        .post(LETTERS + "/drop", "{\"all\":true}")
                        .expect(200)
                        .json()
                        .path("dropped")
                        .asInt())
                .isEqualTo(1);
        assertThat(letters()).isEmpty();
        assertThat(realm.audit("type=agent.audit.dead_letter.v1&actorKind=person")
                        .at("/0/data/action/name")
                        .asText())
                .isEqualTo("drop");
    }

    @Test
    void anAddressOfThisMachineTakesTheServersAdministratorAndIsLookedAtWhenItIsCalled() {
        AdminApi chief = realm.adminUser("chief", "realm-admin");
        assertThat(chief.put(SINK, sink(Map.of())).status()).isEqualTo(403);
        chief.put(SINK, sink(Map.of("allowPrivate", false))).expect(200);
        await().atMost(LONG).until(() -> status().path("failures").asInt() > 0);
        assertThat(status().path("error").asText()).isEqualTo("the address is not a public one");
        chief.put(SINK, sink(Map.of("allowPrivate", false, "url", "https://localhost:1/x")))
                .expect(200);
        await().atMost(LONG).until(() -> status().path("failures").asInt() > 0);
        assertThat(status().path("error").asText()).isEqualTo("the address is not a public one");
        assertThat(receiver.offered()).isEmpty();
        for (String url : List.of("http://siem.example/x", "http://169.254.169.254/", "ftp://siem.example/", "x")) {
            assertThat(chief.put(SINK, sink(Map.of("allowPrivate", false, "url", url)))
                            .status())
                    .as(url)
                    .isEqualTo(400);
        }
    }

    @Test
    void aRedirectLeadsNowhereAndLosesNothing() {
        receiver.answering(event -> 307);
        put(Map.of());
        await().atMost(LONG).until(() -> status().path("failures").asInt() > 0);
        assertThat(status().path("error").asText()).isEqualTo("the receiver answered 307");
        assertThat(receiver.offered()).allMatch(one -> one.path().startsWith("/in/"));
        receiver.answering(event -> 204);
        catchUp("siem");
        assertWhole();
    }

    @Test
    void oneThatNeverAnswersHoldsUpNoOther() {
        try (AuditReceiver silent = new AuditReceiver()) {
            silent.silent();
            realm.admin()
                    .put("/agents/audit/sinks/silent", sink(Map.of("url", silent.url(), "timeoutMillis", 20_000)))
                    .expect(200);
            await().atMost(LONG).until(() -> !silent.offered().isEmpty());
            put(Map.of());
            catchUp("siem");
            assertWhole();
        }
    }

    @Test
    void withoutAUsableSecretNothingIsSentAndNoSecretShowsAnywhere() throws IOException {
        secret("siem", "short");
        secret("header", "Splunk a-token\r\nX-Admin: yes");
        String answers = put(Map.of("authorization", "${vault.header}")).body();
        await().atMost(LONG).until(() -> status().path("failures").asInt() > 0);
        assertThat(status().path("error").asText()).isEqualTo("the vault has no usable secret to sign with");
        secret("siem", AuditReceiver.SECRET + " another-secret-of-24-bytes-or-more");
        await().atMost(LONG).until(() -> status().path("error").asText().contains("the header Authorization"));
        assertThat(receiver.offered()).isEmpty();
        secret("siem", AuditReceiver.SECRET);
        secret("header", "Splunk a-token\n");
        catchUp("siem");
        assertThat(receiver.taken()).allMatch(one -> one.authorization().equals(Optional.of("Splunk a-token")));
        String all = answers + realm.audit("") + realm.admin().get(SINK).body();
        assertThat(all).doesNotContain("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "Splunk", "X-Admin");
        assertThat(realm.admin().put(SINK, sink(Map.of("secret", "whsec_x"))).body())
                .contains("must name a secret of the vault")
                .doesNotContain("whsec_x");
    }

    @Test
    void whoMaySeeRecordsSeesSinksButNotThePathsThatLetIn() {
        put(Map.of());
        AdminApi viewer = realm.adminUser("viewer", "view-agents");
        AdminApi manager = realm.adminUser("manager", "manage-agents");
        assertThat(viewer.get(SINK).expect(200).body())
                .contains("\"http://127.0.0.1:")
                .doesNotContain("a-path-that-lets-in");
        assertThat(viewer.get("/agents/audit/sinks").expect(200).body()).doesNotContain("a-path-that-lets-in");
        assertThat(manager.get(SINK).expect(200).body()).contains("a-path-that-lets-in");
        assertThat(viewer.post(LETTERS + "/resend", "{\"all\":true}").status()).isEqualTo(403);
        for (AdminApi nobody : List.of(viewer, manager)) {
            assertThat(nobody.put(SINK, sink(Map.of("enabled", false))).status())
                    .isEqualTo(403);
            assertThat(nobody.delete(SINK).status()).isEqualTo(403);
            assertThat(nobody.post(LETTERS + "/drop", "{\"all\":true}").status())
                    .isEqualTo(403);
        }
        TestRealm other = Realms.on(server).create("sinks-other-" + realms++);
        AdminApi chief = other.adminUser("chief", "realm-admin");
        assertThat(chief.get(SINK).status()).isEqualTo(404);
        assertThat(chief.delete(SINK).status()).isEqualTo(404);
        assertThat(chief.get("/agents/audit/sinks").expect(200).body()).doesNotContain("siem");
    }

    @Test
    void whoeverChangesOrRemovesASinkIsOnRecordWithBeforeAndAfter() {
        realm.admin()
                .put("/events/config", Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true))
                .expect(204);
        put(Map.of());
        put(Map.of("enabled", false));
        put(Map.of("enabled", false));
        realm.admin().delete(SINK).expect(204);
        JsonNode records = realm.audit("type=agent.audit.sink.changed.v1");
        assertThat(records.findValuesAsText("name")).containsExactly("DELETE", "UPDATE", "CREATE");
        assertThat(records.at("/0/data/actor_kind").asText()).isEqualTo("person");
        assertThat(records.at("/1/data/change/sink/before").asText()).contains("\"enabled\":true");
        assertThat(records.at("/1/data/change/sink/after").asText()).contains("\"enabled\":false");
        assertThat(records.at("/0/data/change/sink/after").isNull()).isTrue();
        assertThat(records.toString()).doesNotContain("a-path-that-lets-in");
        String events = realm.admin()
                .get("/admin-events?resourcePath=agents/audit/sinks/siem")
                .expect(200)
                .body();
        assertThat(events).contains("DELETE", "UPDATE", "CREATE").doesNotContain("a-path-that-lets-in");
        assertThat(realm.admin().get(SINK).status()).isEqualTo(404);
    }

    @Test
    void aNewSinkMayBeginNow() {
        scene.exchange().token();
        head();
        put(Map.of("start", "now"));
        String task = Scene.taskId(scene.exchange().token());
        await().atMost(LONG)
                .until(() -> receiver.records().stream()
                        .anyMatch(one -> one.event().path("subject").asText().equals(task)));
        assertThat(receiver.records().get(0).type()).isEqualTo("agent.audit.sink.changed.v1");
    }

    @Test
    void withARealmGoesWhatWasToBeSent() {
        receiver.answering(event -> event.path("type").asText().equals("agent.token.issued.v1") ? 400 : 204);
        put(Map.of("attempts", 1));
        scene.exchange().token();
        await().atMost(LONG).until(() -> letters().size() == 1);
        String id = realm.admin().get("").expect(200).json().path("id").asText();
        realm.admin().delete("").expect(204);
        for (String table : List.of("AGENT_AUDIT_SINK", "AGENT_AUDIT_DEAD_LETTER", "AGENT_AUDIT_TOMBSTONE")) {
            assertThat(database.number("select count(*) from " + table + " where REALM_ID = ?", id))
                    .as(table)
                    .isZero();
        }
    }

    @Test
    void whileAnotherNodeDeliversThisOneDoesNot() {
        receiver.answering(event -> 503);
        put(Map.of());
        String id = realm.admin().get("").expect(200).json().path("id").asText();
        await().atMost(LONG).until(() -> status().path("failures").asInt() > 0);
        await().until(() -> database.update(
                        "update AGENT_AUDIT_SINK set LEASE = 'another-node', LEASED_UNTIL = ?, NEXT_AT = 0"
                                + " where REALM_ID = ? and NAME = 'siem' and LEASE is null",
                        Long.MAX_VALUE,
                        id)
                == 1);
        receiver.answering(event -> 204);
        scene.exchange().token();
        // Another sink is delivered to meanwhile, so that some rounds have passed.
        try (AuditReceiver second = new AuditReceiver()) {
            realm.admin()
                    .put("/agents/audit/sinks/second", sink(Map.of("url", second.url())))
                    .expect(200);
            catchUp("second");
            assertThat(receiver.taken()).isEmpty();
            database.update("update AGENT_AUDIT_SINK set LEASED_UNTIL = 0 where REALM_ID = ?", id);
            catchUp("siem");
        }
        assertWhole();
    }

    @Test
    void theOperatorsFileHasEveryRecordAndNoAdministratorOfARealmChangesIt() throws IOException {
        String task = Scene.taskId(scene.exchange().token());
        head();
        catchUp("file");
        String id = realm.admin().get("").expect(200).json().path("id").asText();
        List<JsonNode> lines = Files.readAllLines(files.resolve(id + ".jsonl")).stream()
                .map(Json::parse)
                .toList();
        List<Long> sequences = lines.stream()
                .map(line -> line.at("/data/integrity/sequence"))
                .filter(JsonNode::isNumber)
                .map(JsonNode::asLong)
                .toList();
        assertThat(sequences)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, sequences.size()).boxed().toList());
        assertThat(lines).contains(realm.audit("task=" + task).path(0));
        await().atMost(LONG)
                .until(() -> Files.readString(files.resolve(id + ".jsonl")).contains("agent.audit.head.v1"));
        JsonNode sink =
                realm.admin().get("/agents/audit/sinks/file").expect(200).json();
        assertThat(sink.path("type").asText()).isEqualTo("file");
        assertThat(sink.toString()).doesNotContain(files.toString());
        assertThat(realm.admin().delete("/agents/audit/sinks/file").status()).isEqualTo(400);
        assertThat(realm.admin().put("/agents/audit/sinks/file", sink(Map.of())).status())
                .isEqualTo(400);
    }

    private Map<String, Object> sink(Map<String, ?> members) {
        Map<String, Object> all = new HashMap<>();
        all.put("url", receiver.url());
        all.put("secret", "${vault.siem}");
        all.put("allowPrivate", true);
        all.putAll(members);
        return all;
    }

    private Answer put(Map<String, ?> members) {
        return realm.admin().put(SINK, sink(members)).expect(200);
    }

    private JsonNode status() {
        return realm.admin().get(SINK).expect(200).json().path("status");
    }

    private JsonNode letters() {
        return realm.admin().get(LETTERS).expect(200).json();
    }

    private int resend(String body) {
        return realm.admin()
                .post(LETTERS + "/resend", body)
                .expect(200)
                .json()
                .path("resent")
                .asInt();
    }

    /** Waits until a sink has had all that was written until now; looking for a record seals it. */
    private void catchUp(String name) {
        long end = realm.audit("max=1").at("/0/data/integrity/sequence").asLong();
        await().atMost(LONG).until(() -> sequence(name) >= end);
    }

    /** The operator's file is there as soon as a record is. */
    private long sequence(String name) {
        Answer answer = realm.admin().get("/agents/audit/sinks/" + name);
        return answer.status() == 404
                ? 0
                : answer.expect(200).json().at("/status/sequence").asLong();
    }

    private void head() {
        realm.admin().post("/agents/audit/heads").expect(200);
    }

    /** What was taken is the whole chain in its order; what came twice has the same id. */
    private void assertWhole() {
        List<Delivered> records = receiver.records();
        assertThat(records).isNotEmpty();
        Map<String, Delivered> byId = new LinkedHashMap<>();
        records.forEach(one -> byId.putIfAbsent(one.id(), one));
        assertThat(byId.values().stream().map(Delivered::sequence))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, byId.size()).boxed().toList());
    }

    private void secret(String key, String value) throws IOException {
        Files.writeString(vault.resolve(realm.name().replace("_", "__") + "_" + key), value);
    }
}
