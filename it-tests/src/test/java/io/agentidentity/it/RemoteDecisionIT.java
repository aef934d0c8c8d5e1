package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.realm.AccessApi;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.it.server.DistributionServer;
import io.agentidentity.it.server.ServerSetup;
import io.agentidentity.it.tls.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A decision point outside the server: it can only say no, and whatever it does instead of answering is a no. */
@StartsServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteDecisionIT {

    private static final String LIST = "invoices.list";
    private static final String READ = "invoices.read";
    private static final Map<String, ?> AMOUNT = Map.of("amount", 417);

    private final RemotePoint point = new RemotePoint();
    private Path vault;
    private boolean authZen;
    private DistributionServer server;
    private TestRealm realm;
    private Scene scene;
    private AccessApi erp;
    private TestAgent agent;

    @BeforeAll
    void start(@TempDir Path secrets) {
        vault = secrets;
        ServerSetup setup = ServerSetup.fromProperties();
        authZen = setup.version().startsWith("26.7.");
        ServerSetup built = setup.withBuildOptions("--vault=file", "--db=dev-mem");
        server = DistributionServer.start((authZen ? built.andBuildOptions("--features=authzen") : built)
                .withStartOptions("--vault-dir=" + secrets));
        realm = Realms.on(server).create("remote");
        scene = new Scene(realm);
        erp = AccessApi.of(scene.erp);
        agent = scene.agent("asking", spec -> spec.delegates("helper"));
        scene.agent("helper", spec -> spec);
    }

    @AfterAll
    void stop() {
        point.close();
        server.close();
    }

    @Test
    void itIsToldWhatItNeedsAndNoTokenAndNoParameters() {
        remote(Map.of("onCall", true));
        TokenAnswer task = task("'actions':['invoices.list'],'purpose':'Prepare the run'");
        assertThat(point.asked()).as("nothing is asked at issue").isEmpty();
        permitted(task, LIST);
        JsonNode question = point.asked().get(0);
        assertThat(question.at("/subject/id").asText()).isEqualTo(scene.alice.id());
        assertThat(question.at("/action/name").asText()).isEqualTo(LIST);
        assertThat(question.at("/resource/properties/server").asText()).isEqualTo("erp-api");
        JsonNode context = question.path("context");
        assertThat(context.at("/agent/client_id").asText()).isEqualTo("asking");
        assertThat(context.path("task_id").asText()).isEqualTo(Scene.taskId(task));
        assertThat(context.path("purpose").asText()).isEqualTo("Prepare the run");
        assertThat(context.path("parameter_digest").asText()).startsWith("sha-256:");
        assertThat(question.toString()).doesNotContain("417", "eyJ");
        assertThat(point.authorization()).isEmpty();

        remote(Map.of("onCall", true, "parameters", true));
        permitted(task, LIST);
        assertThat(point.asked().get(0).at("/context/parameters")).isEqualTo(Json.of(AMOUNT));
    }

    @Test
    void itsNoIsANoThatCostsTheTaskNothing() {
        remote(Map.of("onCall", true));
        TokenAnswer task = task("'limits':{'max_calls':1}");
        point.deciding(question -> false);
        for (int i = 0; i < 4; i++) {
            JsonNode answer = erp.decide(task, LIST, AMOUNT);
            assertThat(answer.path("decision").asBoolean()).isFalse();
            assertThat(answer.at("/context/denial_reason").asText()).isEqualTo("policy_denied");
            assertThat(realm.admin()
                            .get("/agents/policy/decisions/"
                                    + answer.at("/context/decision_id").asText())
                            .expect(200)
                            .json()
                            .path("layer")
                            .asText())
                    .isEqualTo("remote");
        }
        JsonNode records = realm.audit("task=" + Scene.taskId(task) + "&type=agent.call.decided.v1");
        assertThat(records).hasSize(4);
        assertThat(records.at("/0/data/reason").asText()).isEqualTo("policy_denied");
        point.permitting();
        permitted(task, LIST);
    }

    @Test
    void itsYesWidensNothing() {
        remote(Map.of("onCall", true));
        TokenAnswer task = task("'actions':['invoices.list'],'constraints':{'amount':{'max':500}}");
        assertThat(denial(task, READ)).isEqualTo("out_of_authority");
        assertThat(erp.decide(task, LIST, Map.of("amount", 501))
                        .at("/context/denial_reason")
                        .asText())
                .isEqualTo("parameter_violation");
        assertThat(point.asked())
                .as("what is denied anyway is none of its business")
                .isEmpty();
        TestAgent narrowed = scene.agent("narrowed", spec -> spec);
        TokenAnswer both = narrowed.exchange(scene.login().accessToken())
                .audience("erp-api")
                .token();
        narrowed.patch(Map.of("ceiling", Map.of("actions", List.of(READ)))).expect(200);
        assertThat(denial(both, LIST)).isEqualTo("out_of_authority");
        permitted(both, READ);
    }

    @Test
    void theFirstAnswerStandsForTheSameRequest() {
        remote(Map.of("onCall", true));
        TokenAnswer task = task("");
        Object call = AccessApi.call(task, LIST, AMOUNT);
        String first = erp.evaluation(call, "one").expect(200).body();
        point.deciding(question -> false);
        assertThat(erp.evaluation(call, "one").expect(200).body()).isEqualTo(first);
        assertThat(denial(task, LIST)).isEqualTo("policy_denied");
    }

    @Test
    void whateverIsNoAnswerIsANoUntilItAnswersAgain() {
        remote(Map.of("onCall", true, "onIssue", true));
        TokenAnswer task = task("");
        for (String garbage : List.of("", "yes", "{\"decision\":\"true\"}", "x".repeat(200_000))) {
            point.answering(200, question -> garbage);
            assertThat(denial(task, LIST)).isEqualTo("policy_denied");
        }
        point.answering(500, question -> "{\"decision\":true}");
        Answer refused = exchange("").send();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.error()).isEqualTo("temporarily_unavailable");
        point.permitting();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> erp.decide(task, LIST, AMOUNT).path("decision").asBoolean());
    }

    @Test
    void whatTakesTooLongIsANo() throws Exception {
        remote(Map.of("onCall", true, "timeoutMillis", 100));
        TokenAnswer task = task("");
        point.hold(true);
        assertThat(denial(task, LIST)).isEqualTo("policy_denied");
        point.hold(false);
        point.held().countDown();
    }

    @Test
    void atIssueItsNoIsARefusal() {
        remote(Map.of("onIssue", true));
        point.deciding(question -> question.at("/context/scopes").size() < 2);
        scene.refused(exchange("'purpose':'Too much'"), "access_denied");
        JsonNode question = point.asked().get(0);
        assertThat(question.at("/action/name").asText()).isEqualTo("issue");
        assertThat(question.at("/resource/id").asText()).isEqualTo("erp-api");
        assertThat(question.at("/context/purpose").asText()).isEqualTo("Too much");
        assertThat(question.toString()).doesNotContain("eyJ");
        TokenAnswer task = exchange("'delegation':{'allowed_delegates':['helper']}")
                .scope(Scene.READ)
                .token();
        permitted(task, LIST);
        point.deciding(asked -> !asked.at("/action/name").asText().equals("hand_over"));
        Exchange handing = agent.exchange(task.accessToken()).audience("helper");
        scene.refused(handing, "access_denied");
        assertThat(point.asked()
                        .get(point.asked().size() - 1)
                        .at("/context/delegate")
                        .asText())
                .isEqualTo("helper");
        agent.exchange(task.accessToken()).token();
    }

    @Test
    void noLockIsHeldWhileItThinksAndAllIsLookedAtAnewAfterwards() throws Exception {
        remote(Map.of("onCall", true));
        TokenAnswer suspended = task("");
        JsonNode first = whileItThinks(
                () -> erp.decide(suspended, LIST, AMOUNT),
                () -> scene.myTasks(scene.alice)
                        .suspend(Scene.taskId(suspended))
                        .expect(200));
        assertThat(first.at("/context/denial_reason").asText()).isEqualTo("task_inactive");

        TokenAnswer revoked = task("");
        JsonNode second = whileItThinks(
                () -> erp.decide(revoked, LIST, AMOUNT),
                () -> agent.revokeToken(revoked.accessToken()).expect(200));
        assertThat(second.at("/context/denial_reason").asText()).isEqualTo("credential_invalid");
    }

    @Test
    void noLockIsHeldAtIssueEither() throws Exception {
        remote(Map.of("onIssue", true));
        TestAgent other = scene.agent("suspended-meanwhile", spec -> spec);
        Exchange exchange = other.exchange(scene.login().accessToken()).audience("erp-api");
        Answer answer =
                whileItThinks(exchange::send, () -> other.suspend("enough").expect(200));
        assertThat(answer.error()).isEqualTo("invalid_client");
        assertThat(other.tasks()).isEmpty();
    }

    @Test
    void itsCredentialComesFromTheVault() throws IOException {
        remote(Map.of("onCall", true, "credential", "${vault.pdp}"));
        TokenAnswer task = task("");
        assertThat(denial(task, LIST)).isEqualTo("policy_denied");
        secret("not one line\nbut two");
        assertThat(denial(task, LIST)).isEqualTo("policy_denied");
        assertThat(point.asked()).as("without its credential it is not asked").isEmpty();
        secret("a-secret-of-the-vault\n");
        permitted(task, LIST);
        assertThat(point.authorization()).contains("Bearer a-secret-of-the-vault");
        assertThat(realm.admin().get("/agents/settings").expect(200).body())
                .contains("${vault.pdp}")
                .doesNotContain("a-secret-of-the-vault");
    }

    /** Keycloak's own authorization services, which know nothing of agents. */
    @Test
    void aDecisionPointThatNobodyHereWroteIsAsked() throws IOException {
        assumeTrue(authZen, "this Keycloak does not speak AuthZEN");
        String client = "/clients/" + scene.stranger.id();
        ObjectNode representation =
                (ObjectNode) realm.admin().get(client).expect(200).json();
        realm.admin()
                .put(client, representation.put("authorizationServicesEnabled", true))
                .expect(204);
        realm.admin()
                .post(client + "/authz/resource-server/import", Json.of(authorization("alice")))
                .expect(204);
        secret(scene.stranger.serviceToken().accessToken());
        remote(Map.of("onCall", true, "credential", "${vault.pdp}"), realm.issuer() + "/authzen/access/v1/evaluation");
        TokenAnswer task = task("");
        permitted(task, LIST);
        assertThat(denial(task, READ)).isEqualTo("policy_denied");
        assertThat(erp.decide(task, LIST, AMOUNT).path("decision").asBoolean()).isTrue();
        secret("no-token");
        assertThat(denial(task, LIST)).isEqualTo("policy_denied");
        Files.delete(secretFile());
    }

    /** Whoever it is may list invoices and not read this one. */
    private static Map<String, ?> authorization(String username) {
        Map<String, String> user = Map.of("users", "[\"" + username + "\"]");
        return Map.of(
                "policyEnforcementMode",
                "ENFORCING",
                "scopes",
                List.of(Map.of("name", LIST), Map.of("name", READ)),
                "resources",
                List.of(Map.of(
                        "name",
                        "INV-9",
                        "type",
                        "invoice",
                        "scopes",
                        List.of(Map.of("name", LIST), Map.of("name", READ)))),
                "policies",
                List.of(
                        Map.of("name", "them", "type", "user", "config", user),
                        Map.of("name", "others", "type", "user", "logic", "NEGATIVE", "config", user),
                        Map.of("name", "may-list", "type", "scope", "config", permission(LIST, "them")),
                        Map.of("name", "may-read", "type", "scope", "config", permission(READ, "others"))));
    }

    private static Map<String, String> permission(String scope, String policy) {
        return Map.of(
                "resources", "[\"INV-9\"]", "scopes", "[\"" + scope + "\"]", "applyPolicies", "[\"" + policy + "\"]");
    }

    @Test
    void itIsAskedOverTlsOnlyIfItsCertificateIsTrustedAndNamesIt(@TempDir Path elsewhere) {
        TestCa ours = server.https().orElseThrow().ca();
        try (RemotePoint trusted = RemotePoint.overTls(ours, "127.0.0.1");
                RemotePoint stranger = RemotePoint.overTls(TestCa.in(elsewhere), "127.0.0.1")) {
            remote(trusted, Map.of("onCall", true));
            TokenAnswer task = task("");
            permitted(task, LIST);
            assertThat(trusted.asked()).hasSize(1);
            trusted.deciding(question -> false);
            assertThat(denial(task, LIST)).isEqualTo("policy_denied");

            remote(stranger, Map.of("onCall", true));
            assertThat(denial(task, LIST)).isEqualTo("policy_denied");
            assertThat(stranger.asked()).isEmpty();
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere the loopback interface has one address")
    void aTrustedCertificateOfAnotherHostIsNone() {
        TestCa ours = server.https().orElseThrow().ca();
        try (RemotePoint other = RemotePoint.overTls(ours, "127.0.0.2")) {
            remote(other, Map.of("onCall", true));
            assertThat(denial(task(""), LIST)).isEqualTo("policy_denied");
            assertThat(other.asked()).isEmpty();
        }
    }

    @Test
    void anAddressThatIsNoneIsRefusedByName() {
        Answer answer = realm.settings(Map.of("remoteDecision", Map.of("url", "http://pdp.example/x")));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("errorMessage").asText())
                .startsWith("remoteDecision.url must begin with https://");
    }

    /** Does something while a question waits for its answer, which is yes. */
    private <T> T whileItThinks(Supplier<T> request, Runnable meanwhile) throws Exception {
        point.hold(true);
        CompletableFuture<T> answer = CompletableFuture.supplyAsync(request);
        CountDownLatch question = point.held();
        point.hold(false);
        meanwhile.run();
        question.countDown();
        return answer.get();
    }

    private void remote(Map<String, ?> members) {
        remote(point, members);
    }

    private void remote(RemotePoint point, Map<String, ?> members) {
        remote(members, point.url());
    }

    private void remote(Map<String, ?> members, String url) {
        Map<String, Object> all = new HashMap<>(members);
        all.putIfAbsent("timeoutMillis", 5000);
        all.put("url", url);
        realm.settings(Map.of("remoteDecision", all)).expect(200);
    }

    private void secret(String value) throws IOException {
        Files.writeString(secretFile(), value);
    }

    private Path secretFile() {
        return vault.resolve(realm.name().replace("_", "__") + "_pdp");
    }

    private Exchange exchange(String members) {
        return agent.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(Scene.details(members));
    }

    private TokenAnswer task(String members) {
        return exchange(members).token();
    }

    private void permitted(TokenAnswer task, String action) {
        JsonNode answer = erp.decide(task, action, AMOUNT);
        assertThat(answer.path("decision").asBoolean()).as(answer.toString()).isTrue();
    }

    private String denial(TokenAnswer task, String action) {
        return erp.decide(task, action, AMOUNT).at("/context/denial_reason").asText();
    }
}
