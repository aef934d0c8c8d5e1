package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AccessApi;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.it.server.KeycloakServer;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What shows that an agent leaves its task is counted, and leads to what its realm or its record says. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DriftIT {

    private static final String LIST = "invoices.list";
    private static final Map<String, ?> NONE = Map.of();

    private final TestRealm realm;
    private final KeycloakServer server;
    private final Scene scene;
    private final AccessApi erp;

    DriftIT(TestRealm realm, KeycloakServer server) {
        this.realm = realm;
        this.server = server;
        scene = new Scene(realm);
        erp = AccessApi.of(scene.erp);
    }

    @AfterEach
    void theRealmHasDecidedNothing() {
        realm.settings(Map.of()).expect(200);
    }

    @Test
    void parametersThatTheTaskDoesNotAllowSuspendIt() {
        drift("parameterViolation", 2, "suspend");
        TokenAnswer task = task(scene.clerk, "'constraints':{'amount':{'max':500}}");
        assertThat(denial(task, Map.of("amount", 501))).isEqualTo("parameter_violation");
        assertThat(permitted(task, Map.of("amount", 1))).isTrue();
        assertThat(denial(task, Map.of("amount", 502))).isEqualTo("parameter_violation");
        assertThat(denial(task, Map.of("amount", 1))).isEqualTo("task_inactive");
        assertThat(scene.active(task)).isFalse();
        stopped(task, "suspended", "2 calls with parameters that the task does not allow");

        scene.myTasks(scene.alice).resume(Scene.taskId(task)).expect(200);
        TokenAnswer next = scene.clerk.exchange(task.accessToken()).token();
        denial(next, Map.of("amount", 501));
        assertThat(permitted(next, Map.of("amount", 1)))
                .as("the count starts over with a resume")
                .isTrue();
    }

    @Test
    void limitsThatAreUsedUpRevokeTheTaskHoweverTheyAreAskedFor() {
        drift("limitExhausted", 3, "revoke");
        TokenAnswer task = task(scene.clerk, "'limits':{'max_calls':1,'max_tokens':1}");
        assertThat(permitted(task, NONE)).isTrue();
        assertThat(denial(task, NONE)).isEqualTo("quota_exceeded");
        Answer refused = scene.clerk.exchange(task.accessToken()).send();
        assertThat(refused.errorDescription()).startsWith("task_limit_reached: ");
        assertThat(state(task)).isEqualTo("active");
        scene.clerk.exchange(task.accessToken()).send();
        await().until(() -> state(task).equals("revoked"));
        stopped(task, "revoked", "3 requests beyond the limits of the task");
    }

    @Test
    void callsAfterTheEndRaiseTheRiskOfTheAgent() {
        drift("useAfterEnding", 2, "raise_risk");
        TestAgent agent = scene.agent("late", spec -> spec);
        TokenAnswer task = task(agent, "");
        realm.tasks(agent.actorToken().accessToken())
                .complete(Scene.taskId(task))
                .expect(200);
        assertThat(denial(task, NONE)).isEqualTo("task_inactive");
        assertThat(level(agent)).isEqualTo("low");
        denial(task, NONE);
        await().until(() -> level(agent).equals("medium"));
        assertThat(agent.record().at("/risk/reason").asText()).isEqualTo("2 calls after the end of the task");
        JsonNode noted = realm.audit("task=" + Scene.taskId(task) + "&type=agent.task.drifted.v1")
                .at("/0/data");
        assertThat(noted.path("actor_kind").asText()).isEqualTo("system");
        assertThat(noted.path("reason").asText()).isEqualTo("2 calls after the end of the task");
        JsonNode raised = realm.audit("agent=late&type=agent.risk.changed.v1").at("/0/data");
        assertThat(raised.path("actor_kind").asText()).isEqualTo("system");
        for (int i = 0; i < 4; i++) {
            denial(task, NONE);
        }
        await().until(() -> level(agent).equals("critical"));
        assertThat(agent.record().path("status").asText()).isEqualTo("suspended");
    }

    @Test
    void ordersThatOthersGiveAreNoUseAfterTheEnd() {
        drift("useAfterEnding", 1, "raise_risk");
        TestAgent agent = scene.agent("suspended-only", spec -> spec);
        TokenAnswer task = task(agent, "");
        scene.myTasks(scene.alice).suspend(Scene.taskId(task)).expect(200);
        denial(task, NONE);
        TokenAnswer ended = task(agent, "");
        realm.tasks(agent.actorToken().accessToken())
                .complete(Scene.taskId(ended))
                .expect(200);
        var forBob = AccessApi.call(ended, LIST, NONE);
        forBob.withObject("/subject").put("id", scene.bob.id());
        erp.evaluation(forBob).expect(200);
        AccessApi.of(scene.stranger).decide(ended, LIST, NONE);
        assertThat(realm.audit("agent=suspended-only&type=agent.task.drifted.v1"))
                .isEmpty();
        assertThat(level(agent)).isEqualTo("low");
    }

    @Test
    void aRequestWithoutTheKeyOfTheTaskSuspendsItThoughTheRequestIsRolledBack() {
        drift("newKey", 2, "suspend");
        AgentKey key = AgentKey.generate();
        TokenAnswer task = scene.clerk
                .exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(Scene.details(""))
                .header("DPoP", proof(key))
                .token();
        Exchange again = scene.clerk.exchange(task.accessToken());
        assertThat(again.send().status()).isEqualTo(400);
        assertThat(state(task)).isEqualTo("active");
        assertThat(again.header("DPoP", proof(AgentKey.generate())).send().status())
                .isEqualTo(400);
        await().until(() -> state(task).equals("suspended"));
        stopped(task, "suspended", "2 requests without the key that the task is bound to");
        assertThat(again.header("DPoP", proof(key)).send().status()).isEqualTo(400);
    }

    @Test
    void anotherAddressIsNotedOrStopsTheTask() throws IOException {
        drift("newAddress", 2, "note");
        TokenAnswer task = task(scene.clerk, "");
        TokenAnswer second = elsewhere(scene.clerk.exchange(task.accessToken())).token();
        TokenAnswer third = scene.clerk.exchange(second.accessToken()).token();
        assertThat(realm.audit("task=" + Scene.taskId(task) + "&type=agent.task.drifted.v1"))
                .isEmpty();
        TokenAnswer fourth =
                elsewhere(scene.clerk.exchange(third.accessToken())).token();
        assertThat(realm.audit("task=" + Scene.taskId(task) + "&type=agent.task.drifted.v1")
                        .at("/0/data/reason")
                        .asText())
                .isEqualTo("2 requests from another address than the task began at");
        assertThat(permitted(fourth, NONE)).isTrue();

        drift("newAddress", 3, "suspend");
        Answer refused = elsewhere(scene.clerk.exchange(fourth.accessToken()));
        assertThat(refused.error()).isEqualTo("invalid_request");
        assertThat(refused.errorDescription()).startsWith("task_address_changed: ");
        await().until(() -> state(task).equals("suspended"));
        stopped(task, "suspended", "3 requests from another address than the task began at");
        assertThat(scene.active(fourth)).isFalse();
    }

    @Test
    void moreCallsInAMinuteThanTheTaskShouldNeedStopIt() {
        drift("callRate", 2, "suspend");
        TokenAnswer task = task(scene.clerk, "");
        assertThat(permitted(task, NONE)).isTrue();
        assertThat(permitted(task, NONE)).isTrue();
        assertThat(denial(task, NONE)).isEqualTo("task_inactive");
        stopped(task, "suspended", "more than 2 calls in a minute");

        drift("callRate", 1, "note");
        TokenAnswer other = task(scene.clerk, "");
        for (int i = 0; i < 4; i++) {
            assertThat(permitted(other, NONE)).isTrue();
        }
        assertThat(realm.audit("task=" + Scene.taskId(other) + "&type=agent.task.drifted.v1"))
                .hasSize(1);
    }

    @Test
    void theRecordOfAnAgentSaysOtherwiseWhereItSaysSomething() {
        TestAgent strict = scene.agent(
                "strict-drift",
                spec -> spec.json(
                        json -> json.withObject("/ceiling").set("drift", Json.parse("{\"outOfAuthority\":1}"))));
        TokenAnswer task = task(strict, "'actions':['invoices.list']");
        erp.decide(task, "invoices.delete", NONE);
        assertThat(state(task)).isEqualTo("suspended");
        strict.patch(Json.parse("{\"ceiling\":{\"drift\":{\"then\":\"note\"}}}"))
                .expect(200);
        TokenAnswer noted = task(strict, "'actions':['invoices.list']");
        erp.decide(noted, "invoices.delete", NONE);
        assertThat(permitted(noted, NONE)).isTrue();
        assertThat(realm.audit("task=" + Scene.taskId(noted) + "&type=agent.task.drifted.v1"))
                .hasSize(1);
        assertThat(strict.record().at("/ceiling/drift").toString())
                .isEqualTo("{\"outOfAuthority\":1,\"then\":\"note\"}");
        assertThat(strict.patch(Json.parse("{\"ceiling\":{\"drift\":{\"newKey\":{\"after\":0}}}}"))
                        .json()
                        .path("errorMessage")
                        .asText())
                .isEqualTo("ceiling.drift.newKey.after must be a whole number from 1 to 1000");
    }

    @Test
    void whatADelegateDoesCountsForTheTaskAboveToo() {
        drift("parameterViolation", 1, "suspend");
        TestAgent head = scene.agent("drift-head", spec -> spec.delegates("ap-clerk"));
        TokenAnswer above =
                task(head, "'constraints':{'amount':{'max':5}},'delegation':{'allowed_delegates':['ap-clerk']}");
        for (int i = 0; i < 3; i++) {
            TokenAnswer handed =
                    head.exchange(above.accessToken()).audience("ap-clerk").token();
            TokenAnswer child = scene.clerk.exchange(handed.accessToken()).token();
            assertThat(denial(child, Map.of("amount", 6))).isEqualTo("parameter_violation");
            assertThat(state(child)).isEqualTo(i < 2 ? "suspended" : "active");
        }
        stopped(above, "suspended", "3 calls with parameters that the task does not allow");
    }

    private void drift(String signal, int after, String then) {
        realm.settings(Map.of("tasks", Map.of("drift", Map.of(signal, Map.of("after", after, "then", then)))))
                .expect(200);
    }

    private TokenAnswer task(TestAgent agent, String members) {
        return agent.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(Scene.details(members))
                .token();
    }

    private Answer elsewhere(Exchange exchange) throws IOException {
        return OtherAddress.post(
                server.baseUrl(),
                "/realms/" + realm.name() + "/protocol/openid-connect/token",
                exchange.client().authenticated(exchange.form()));
    }

    private String proof(AgentKey key) {
        return key.proof("POST", realm.issuer() + "/protocol/openid-connect/token");
    }

    private void stopped(TokenAnswer task, String state, String saw) {
        JsonNode shown =
                realm.admin().get("/agents/tasks/" + Scene.taskId(task)).json();
        assertThat(shown.path("state").asText()).isEqualTo(state);
        assertThat(shown.path(state.equals("revoked") ? "endedBy" : "suspendedBy")
                        .asText())
                .isEqualTo("system");
        String type = state.equals("revoked") ? "agent.task.ended.v1" : "agent.task.suspended.v1";
        JsonNode record =
                realm.audit("task=" + Scene.taskId(task) + "&type=" + type).at("/0/data");
        assertThat(record.path("actor_kind").asText()).isEqualTo("system");
        assertThat(record.path("reason").asText()).isEqualTo(saw);
    }

    private String state(TokenAnswer task) {
        return realm.admin()
                .get("/agents/tasks/" + Scene.taskId(task))
                .json()
                .path("state")
                .asText();
    }

    private static String level(TestAgent agent) {
        return agent.record().at("/risk/level").asText();
    }

    private boolean permitted(TokenAnswer task, Map<String, ?> parameters) {
        return erp.decide(task, LIST, parameters).path("decision").asBoolean();
    }

    private String denial(TokenAnswer task, Map<String, ?> parameters) {
        return erp.decide(task, LIST, parameters).at("/context/denial_reason").asText();
    }
}
