package io.agentidentity.it;

import static io.agentidentity.it.realm.AccessApi.call;
import static io.agentidentity.it.realm.AccessApi.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AccessApi;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decisions on single calls: within the task, within its limits, and what drift leads to. */
@KeycloakTest
@Tag("smoke")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DecisionIT {

    private static final String LIST = "invoices.list";
    private static final String READ = "invoices.read";
    private static final Map<String, ?> NONE = Map.of();

    private final TestRealm realm;
    private final Realms realms;
    private final Scene scene;
    private final AccessApi erp;
    private final TestAgent head;
    private final TestAgent helper;

    DecisionIT(TestRealm realm, Realms realms) {
        this.realm = realm;
        this.realms = realms;
        scene = new Scene(realm);
        erp = AccessApi.of(scene.erp);
        head = scene.agent("head", spec -> spec.delegates("helper"));
        helper = scene.agent("helper", spec -> spec);
    }

    @Test
    void aCallWithinTheTaskIsPermitted() {
        TokenAnswer task = task("'actions':['invoices.list'],'constraints':{'amount':{'max':500}}");
        JsonNode answer = erp.decide(task, LIST, Map.of("amount", 420));
        assertThat(answer.path("decision").asBoolean()).isTrue();
        JsonNode context = answer.path("context");
        assertThat(context.path("decision_id").asText()).startsWith("dec_");
        assertThat(Instant.parse(context.path("permit_expires_at").asText()).getEpochSecond())
                .isLessThanOrEqualTo(task.claims().path("exp").asLong());
        assertThat(context.path("parameter_digest").asText()).matches("sha-256:[0-9a-f]{64}");
        assertThat(context.has("remaining")).isFalse();
    }

    @Test
    void ac41WhatTheTaskDoesNotAllowIsDenied() {
        TokenAnswer task = task("'actions':['invoices.list'],'constraints':{'amount':{'max':500}}");
        assertThat(denial(erp.decide(task, READ, Map.of("amount", 1)))).isEqualTo("out_of_authority");
        assertThat(denial(erp.decide(task, LIST, Map.of("amount", 501)))).isEqualTo("parameter_violation");
        assertThat(denial(erp.decide(task, LIST, NONE))).isEqualTo("parameter_violation");
        JsonNode answer = erp.decide(task, LIST, Map.of("amount", "420"));
        assertThat(denial(answer)).isEqualTo("parameter_violation");
        assertThat(answer.at("/context/reason_admin/en").asText()).isEqualTo("amount does not keep to its max");
        assertThat(answer.path("context").has("permit_expires_at")).isFalse();
    }

    @Test
    void aGatewayAsksForToolsOfTheServerThatItGuards() {
        TokenAnswer task = head.exchange(scene.login().accessToken())
                .resource(Scene.MCP)
                .authorizationDetails(Scene.details("'actions':['invoices.list']"))
                .token();
        AccessApi gateway = AccessApi.of(scene.gateway);
        assertThat(permitted(gateway.evaluation(toolCall(task, LIST, Scene.MCP, NONE))))
                .isTrue();
        assertThat(denial(gateway.evaluation(toolCall(task, READ, Scene.MCP, NONE))
                        .json()))
                .isEqualTo("out_of_authority");
        assertThat(denial(gateway.evaluation(toolCall(task, LIST, "https://other.example/mcp", NONE))
                        .json()))
                .isEqualTo("credential_invalid");
        assertThat(denial(AccessApi.of(scene.stranger)
                        .evaluation(toolCall(task, LIST, Scene.MCP, NONE))
                        .json()))
                .as("ac21 a server that the token is not for")
                .isEqualTo("credential_invalid");
        ObjectNode file = toolCall(task, LIST, Scene.MCP, NONE);
        file.withObject("/resource").put("type", "file");
        assertThat(gateway.evaluation(file).status()).isEqualTo(400);
    }

    @Test
    void aTokenThatIsNoneOfThisSubjectIsNoGround() {
        TokenAnswer task = task("");
        ObjectNode forBob = call(task, LIST, NONE);
        forBob.withObject("/subject").put("id", scene.bob.id());
        assertThat(denial(erp.evaluation(forBob).json())).isEqualTo("credential_invalid");
        for (String token : List.of(
                scene.login().accessToken(),
                head.actorToken().accessToken(),
                scene.erp.serviceToken().accessToken(),
                task.accessToken().substring(0, task.accessToken().length() - 8) + "AAAAAAAA",
                "nonsense")) {
            ObjectNode other = call(task, LIST, NONE);
            other.withObject("/context").put("token", token);
            assertThat(denial(erp.evaluation(other).json())).isEqualTo("credential_invalid");
        }
        ObjectNode none = call(task, LIST, NONE);
        none.remove("context");
        assertThat(denial(erp.evaluation(none).json())).isEqualTo("credential_invalid");
        assertThat(permitted(erp.evaluation(call(task, LIST, NONE)))).isTrue();
    }

    @Test
    void nothingIsPermittedUnderATaskThatHasStopped() {
        TokenAnswer task = task("");
        String id = Scene.taskId(task);
        realm.tasks(head.actorToken().accessToken()).suspend(id).expect(200);
        assertThat(denial(erp.decide(task, LIST, NONE))).isEqualTo("task_inactive");
        scene.myTasks(scene.alice).resume(id).expect(200);
        assertThat(denial(erp.decide(task, LIST, NONE)))
                .as("the token stays dead")
                .isEqualTo("credential_invalid");
        TokenAnswer revoked = head.exchange(task.accessToken()).token();
        TokenAnswer next = head.exchange(revoked.accessToken()).token();
        head.revokeToken(revoked.accessToken());
        for (TokenAnswer dead : List.of(revoked, next)) {
            assertThat(denial(erp.decide(dead, LIST, NONE))).isEqualTo("credential_invalid");
        }
        next = task("");
        id = Scene.taskId(next);
        assertThat(erp.decide(next, LIST, NONE).path("decision").asBoolean()).isTrue();
        realm.tasks(head.actorToken().accessToken()).complete(id).expect(200);
        assertThat(denial(erp.decide(next, LIST, NONE))).isEqualTo("task_inactive");
    }

    @Test
    void whatTheAgentLostSinceIsNotPermitted() {
        TestAgent agent = scene.agent("losing", spec -> spec);
        TokenAnswer task =
                agent.exchange(scene.login().accessToken()).audience("erp-api").token();
        assertThat(erp.decide(task, READ, NONE).path("decision").asBoolean()).isTrue();
        agent.patch(Map.of("ceiling", Map.of("actions", List.of(LIST)))).expect(200);
        assertThat(denial(erp.decide(task, READ, NONE))).isEqualTo("out_of_authority");
        assertThat(erp.decide(task, LIST, NONE).path("decision").asBoolean()).isTrue();
        agent.suspend("enough").expect(200);
        assertThat(denial(erp.decide(task, LIST, NONE))).isEqualTo("task_inactive");
    }

    @Test
    void callsAndSumsAreCountedAndToldByIntrospectionToo() {
        TokenAnswer task = task("'limits':{'max_calls':4,'max_calls_per_action':2,'sum':{'amount':100}}");
        JsonNode first = erp.decide(task, LIST, Map.of("amount", 60));
        assertThat(first.at("/context/remaining").toString())
                .isEqualTo("{\"max_calls\":3,\"max_calls_per_action\":1,\"sum\":{\"amount\":40}}");
        assertThat(denial(erp.decide(task, LIST, Map.of("amount", 41)))).isEqualTo("quota_exceeded");
        assertThat(denial(erp.decide(task, LIST, Map.of("amount", -1)))).isEqualTo("parameter_violation");
        assertThat(erp.decide(task, LIST, Map.of("amount", 40)).path("decision").asBoolean())
                .isTrue();
        JsonNode perAction = erp.decide(task, LIST, NONE);
        assertThat(denial(perAction)).isEqualTo("quota_exceeded");
        assertThat(perAction.at("/context/reason_admin/en").asText()).isEqualTo("max_calls_per_action is used up");
        assertThat(scene.facts(task).path("remaining").toString())
                .isEqualTo("{\"max_calls\":2,\"sum\":{\"amount\":0}}");
        TokenAnswer next = head.exchange(task.accessToken()).token();
        assertThat(erp.decide(next, READ, NONE)
                        .at("/context/remaining/max_calls")
                        .asInt())
                .as("a fresh token starts nothing over")
                .isEqualTo(1);
    }

    @Test
    void limitsAreExactUnderParallelCalls() throws Exception {
        TokenAnswer task = task("'limits':{'max_calls':20,'sum':{'amount':1000}}");
        ObjectNode call = call(task, LIST, Map.of("amount", 1));
        ExecutorService callers = Executors.newFixedThreadPool(64);
        try {
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                answers.add(callers.submit(() -> permitted(erp.evaluation(call))));
            }
            int permitted = 0;
            for (Future<Boolean> answer : answers) {
                permitted += answer.get() ? 1 : 0;
            }
            assertThat(permitted).isEqualTo(20);
        } finally {
            callers.shutdownNow();
        }
        assertThat(scene.facts(task).path("remaining").toString())
                .isEqualTo("{\"max_calls\":0,\"sum\":{\"amount\":980}}");
    }

    @Test
    void aDelegatesCallsCountForTheTaskAboveToo() {
        TokenAnswer above = task("'limits':{'max_calls':3},'delegation':{'allowed_delegates':['helper']}");
        TokenAnswer handed = head.exchange(above.accessToken())
                .audience("helper")
                .authorizationDetails(Scene.details("'limits':{'max_calls':2}"))
                .token();
        TokenAnswer child = helper.exchange(handed.accessToken()).token();
        assertThat(erp.decide(child, LIST, NONE)
                        .at("/context/remaining/max_calls")
                        .asInt())
                .isEqualTo(1);
        assertThat(erp.decide(above, LIST, NONE)
                        .at("/context/remaining/max_calls")
                        .asInt())
                .isEqualTo(1);
        assertThat(erp.decide(child, LIST, NONE)
                        .at("/context/remaining/max_calls")
                        .asInt())
                .isZero();
        assertThat(denial(erp.decide(child, LIST, NONE))).isEqualTo("quota_exceeded");
        assertThat(denial(erp.decide(above, LIST, NONE))).isEqualTo("quota_exceeded");
    }

    @Test
    void theAgentsOwnLimitsHoldForAllItsTasksForAPersonTogether() {
        TestAgent agent = scene.agent("limited", spec -> spec);
        agent.patch(Map.of("ceiling", Map.of("limits", Map.of("maxCalls", 3)))).expect(200);
        TokenAnswer one = agent.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(Scene.details(""))
                .token();
        TokenAnswer two = agent.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(Scene.details(""))
                .token();
        assertThat(erp.decide(one, LIST, NONE)
                        .at("/context/remaining/max_calls")
                        .asInt())
                .isEqualTo(2);
        assertThat(erp.decide(two, LIST, NONE)
                        .at("/context/remaining/max_calls")
                        .asInt())
                .isEqualTo(1);
        assertThat(erp.decide(two, LIST, NONE).path("decision").asBoolean()).isTrue();
        assertThat(denial(erp.decide(one, LIST, NONE))).isEqualTo("quota_exceeded");
    }

    @Test
    void theSameRequestGetsTheSameAnswerUncounted() {
        TokenAnswer task = task("'limits':{'max_calls':2}");
        Answer first = erp.evaluation(call(task, LIST, Map.of("a", 1)), "req-1").expect(200);
        assertThat(first.header("X-Request-ID")).contains("req-1");
        assertThat(erp.evaluation(call(task, LIST, Map.of("a", 1)), "req-1").json())
                .isEqualTo(first.json());
        JsonNode otherParameters =
                erp.evaluation(call(task, LIST, Map.of("a", 2)), "req-1").json();
        assertThat(otherParameters.at("/context/decision_id"))
                .isNotEqualTo(first.json().at("/context/decision_id"));
        assertThat(denial(erp.evaluation(call(task, READ, Map.of("a", 1)), "req-1")
                        .json()))
                .as("the name of a request gives no permit to another action")
                .isEqualTo("quota_exceeded");
    }

    @Test
    void noPermitIsGivenAgainAfterAnEnding() {
        TokenAnswer task = task("");
        assertThat(permitted(erp.evaluation(call(task, LIST, NONE), "req-2"))).isTrue();
        realm.tasks(head.actorToken().accessToken()).suspend(Scene.taskId(task)).expect(200);
        for (int i = 0; i < 2; i++) {
            assertThat(denial(erp.evaluation(call(task, LIST, NONE), "req-2").json()))
                    .isEqualTo("task_inactive");
        }
    }

    @Test
    void whatAnAgentDoesOnItsOwnIsDecidedAndRecordedSo() {
        TestAgent nightly =
                scene.agent("nightly", spec -> spec.autonomous(List.of(Scene.READ), List.of("erp-api"), List.of(LIST)));
        TokenAnswer token = nightly.tokenRequest(Form.of("grant_type", "client_credentials")
                        .and("scope", Scene.READ)
                        .and("audience", "erp-api"))
                .token();
        assertThat(erp.decide(token, LIST, NONE).path("decision").asBoolean()).isTrue();
        assertThat(denial(erp.decide(token, READ, NONE))).isEqualTo("out_of_authority");
        JsonNode record = realm.audit("task=" + Scene.taskId(token) + "&type=agent.call.decided.v1")
                .get(0)
                .path("data");
        assertThat(record.path("actor_kind").asText()).isEqualTo("agent_autonomous");
        assertThat(record.at("/owner/sub").asText()).isEqualTo(scene.alice.id());
    }

    @Test
    void severalCallsAreDecidedInOrder() {
        TokenAnswer task = task("'actions':['invoices.list'],'limits':{'max_calls':2}");
        ObjectNode batch = call(task, LIST, NONE);
        batch.putArray("evaluations")
                .add(Json.object())
                .add(Json.parse("{\"action\":{\"name\":\"invoices.read\"}}"))
                .add(Json.parse("{\"action\":{}}"))
                .add(Json.object());
        JsonNode all = erp.evaluations(batch).expect(200).json().path("evaluations");
        assertThat(all.findValuesAsText("decision")).containsExactly("true", "false", "false", "true");
        assertThat(all.at("/2/context/error/status").asInt()).isEqualTo(400);

        TokenAnswer fresh = task("'actions':['invoices.list']");
        batch.withObject("/context").put("token", fresh.accessToken());
        batch.putObject("options").put("evaluations_semantic", "deny_on_first_deny");
        assertThat(erp.evaluations(batch).json().path("evaluations").findValuesAsText("decision"))
                .containsExactly("true", "false");
        batch.putObject("options").put("evaluations_semantic", "permit_on_first_permit");
        assertThat(erp.evaluations(batch).json().path("evaluations").findValuesAsText("decision"))
                .containsExactly("true");
        assertThat(permitted(erp.evaluations(call(fresh, LIST, NONE)))).isTrue();
    }

    @Test
    void ac41TheThirdCallOutsideTheTaskSuspendsIt() {
        TokenAnswer task = task("'actions':['invoices.list']");
        String id = Scene.taskId(task);
        for (int i = 0; i < 2; i++) {
            assertThat(denial(erp.decide(task, "invoices.delete", NONE))).isEqualTo("out_of_authority");
        }
        assertThat(erp.decide(task, LIST, NONE).path("decision").asBoolean()).isTrue();
        assertThat(denial(erp.decide(task, "invoices.delete", NONE))).isEqualTo("out_of_authority");
        assertThat(denial(erp.decide(task, LIST, NONE))).isEqualTo("task_inactive");
        assertThat(scene.active(task)).isFalse();
        JsonNode stopped = realm.admin().get("/agents/tasks/" + id).json();
        assertThat(stopped.path("state").asText()).isEqualTo("suspended");
        assertThat(stopped.path("suspendedBy").asText()).isEqualTo("system");
        JsonNode record = realm.audit("task=" + id + "&type=agent.task.suspended.v1")
                .get(0)
                .path("data");
        assertThat(record.path("actor_kind").asText()).isEqualTo("system");
        assertThat(record.path("reason").asText()).isEqualTo("3 calls outside the authority of the task");

        scene.myTasks(scene.alice).resume(id).expect(200);
        TokenAnswer next = head.exchange(task.accessToken()).token();
        erp.decide(next, "invoices.delete", NONE);
        assertThat(erp.decide(next, LIST, NONE).path("decision").asBoolean())
                .as("the count starts over with a resume")
                .isTrue();
    }

    @Test
    void eachRealmSaysItselfWhatDriftLeadsToWhateverOtherTokensAreAskedAbout() {
        Scene noting = new Scene(realms.create("noting"));
        noting.realm.settings(Map.of("tasks", Map.of("drift", Map.of("then", "note"))));
        TokenAnswer task = noting.exchange().token();
        AccessApi asking = AccessApi.of(noting.erp);
        ObjectNode batch = call(task, "invoices.delete", NONE);
        ObjectNode ofAnotherRealm = call(task("'actions':['invoices.list']"), LIST, NONE);
        batch.putArray("evaluations")
                .add(ofAnotherRealm)
                .add(Json.object())
                .add(Json.object())
                .add(Json.object());
        JsonNode all = asking.evaluations(batch).expect(200).json().path("evaluations");
        assertThat(all.findValuesAsText("denial_reason"))
                .containsExactly("credential_invalid", "out_of_authority", "out_of_authority", "out_of_authority");
        assertThat(asking.decide(task, LIST, NONE).path("decision").asBoolean()).isTrue();

        noting.realm.settings(Map.of("tasks", Map.of("drift", Map.of("then", "revoke", "outOfAuthority", 1))));
        asking.decide(task, "invoices.delete", NONE);
        JsonNode ended =
                noting.realm.admin().get("/agents/tasks/" + Scene.taskId(task)).json();
        assertThat(ended.path("state").asText()).isEqualTo("revoked");
        assertThat(ended.path("endedBy").asText()).isEqualTo("system");

        TokenAnswer stopped = noting.exchange().token();
        noting.realm.admin().post("/agents/emergency-stop").expect(200);
        assertThat(asking.decide(stopped, LIST, NONE).path("decision").asBoolean(true))
                .isFalse();
    }

    @Test
    void aTaskMayHaveAsManySumsAsThereAre() {
        StringBuilder sums = new StringBuilder();
        for (int i = 0; i < 16; i++) {
            sums.append(i == 0 ? "" : ",")
                    .append("'")
                    .append(("sum-" + i + "-").repeat(20), 0, 100)
                    .append("':7");
        }
        TokenAnswer task = task("'limits':{'sum':{" + sums + "}}");
        JsonNode first =
                erp.evaluation(call(task, LIST, NONE), "many-sums").expect(200).json();
        assertThat(first.at("/context/remaining/sum")).hasSize(16);
        assertThat(erp.evaluation(call(task, LIST, NONE), "many-sums").json()).isEqualTo(first);
    }

    @Test
    void whatOthersSayOfTheTaskIsNoDrift() {
        TokenAnswer task = task("'actions':['invoices.list']");
        AccessApi stranger = AccessApi.of(scene.stranger);
        for (int i = 0; i < 4; i++) {
            stranger.decide(task, "invoices.delete", NONE);
            ObjectNode forBob = call(task, "invoices.delete", NONE);
            forBob.withObject("/subject").put("id", scene.bob.id());
            erp.evaluation(forBob).expect(200);
        }
        assertThat(erp.decide(task, LIST, NONE).path("decision").asBoolean()).isTrue();
    }

    @Test
    void anOutcomeIsSaidOnceByWhoeverAsked() {
        TokenAnswer task = task("'actions':['invoices.list']");
        String id = erp.decide(task, LIST, NONE).at("/context/decision_id").asText();
        assertThat(AccessApi.of(scene.stranger).outcome(id, "succeeded").status())
                .isEqualTo(404);
        assertThat(erp.outcome("dec_unknown", "succeeded").status()).isEqualTo(404);
        assertThat(erp.outcome(id, "fine").status()).isEqualTo(400);
        erp.outcome(id, "succeeded").expect(200);
        erp.outcome(id, "succeeded").expect(200);
        assertThat(erp.outcome(id, "failed").status()).isEqualTo(409);
        String denied = erp.decide(task, READ, NONE).at("/context/decision_id").asText();
        assertThat(erp.outcome(denied, "succeeded").status()).isEqualTo(409);
        JsonNode records = realm.audit("task=" + Scene.taskId(task) + "&type=agent.call.outcome.v1");
        assertThat(records).hasSize(1);
        assertThat(records.at("/0/data/unverified/result").asText()).isEqualTo("succeeded");
        assertThat(records.at("/0/data/authorization/decision_id").asText()).isEqualTo(id);
    }

    @Test
    void ac46APermitIsTakenOnce() throws Exception {
        TokenAnswer task = task("");
        ObjectNode call = call(task, LIST, NONE);
        String id =
                erp.evaluation(call, "again").json().at("/context/decision_id").asText();
        assertThat(erp.evaluation(call, "again")
                        .json()
                        .at("/context/decision_id")
                        .asText())
                .isEqualTo(id);
        assertThat(AccessApi.of(scene.stranger).outcome(id, "started").status()).isEqualTo(404);
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(callers.submit(() -> erp.outcome(id, "started").status()));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }
            assertThat(statuses).containsOnly(200, 409).containsOnlyOnce(200);
        } finally {
            callers.shutdownNow();
        }
        erp.outcome(id, "succeeded").expect(200);
        erp.outcome(id, "succeeded").expect(200);
        assertThat(erp.outcome(id, "started").status()).isEqualTo(409);
        assertThat(erp.outcome(id, "failed").status()).isEqualTo(409);
        String denied = erp.decide(task("'actions':['invoices.list']"), READ, NONE)
                .at("/context/decision_id")
                .asText();
        assertThat(erp.outcome(denied, "started").status()).isEqualTo(409);
        String permit = erp.decide(task, LIST, NONE).at("/context/decision_id").asText();
        realm.tasks(head.actorToken().accessToken())
                .complete(Scene.taskId(task))
                .expect(200);
        assertThat(erp.outcome(permit, "started").status())
                .as("the task is over")
                .isEqualTo(409);
    }

    @Test
    void onlyAServiceAccountThatIsNoAgentAsks() {
        TokenAnswer task = task("");
        ObjectNode call = call(task, LIST, NONE);
        for (String token : List.of(
                scene.login().accessToken(),
                task.accessToken(),
                head.actorToken().accessToken(),
                realm.admin().accessToken(),
                "")) {
            assertThat(new AccessApi(realm, token).evaluation(call).status()).isEqualTo(401);
        }
        assertThat(realm.call("POST", "/agents/access/v1/evaluation", call, Map.of())
                        .status())
                .isEqualTo(401);
        assertThat(realm.call("GET", "/agents/access/v1/evaluation", "", erp.token())
                        .status())
                .isEqualTo(405);
    }

    @Test
    void ac63TheRecordHasADigestForParametersAndKeepsWhatIsClaimedApart() {
        TokenAnswer task = task("'actions':['invoices.list']");
        ObjectNode call = call(task, LIST, Map.of("note", "parameter-value-4711"));
        call.withObject("/context")
                .put("agent", "root-agent")
                .put("actor_kind", "person")
                .put("owner", "bob");
        JsonNode answer = erp.evaluation(call).json();
        JsonNode record = realm.audit("task=" + Scene.taskId(task) + "&type=agent.call.decided.v1")
                .get(0)
                .path("data");
        assertThat(record.path("actor_kind").asText()).isEqualTo("delegated_agent");
        assertThat(record.at("/actor/client_id").asText()).isEqualTo("head");
        assertThat(record.at("/principal/sub").asText()).isEqualTo(scene.alice.id());
        assertThat(record.at("/unverified/agent").asText()).isEqualTo("root-agent");
        assertThat(record.at("/action/name").asText()).isEqualTo(LIST);
        assertThat(record.at("/action/parameter_digest")).isEqualTo(answer.at("/context/parameter_digest"));
        assertThat(record.at("/authorization/decision").asText()).isEqualTo("permit");
        assertThat(record.at("/authorization/decision_id")).isEqualTo(answer.at("/context/decision_id"));
        assertThat(record.at("/authorization/enforcement_point").asText()).isEqualTo("erp-api");
        assertThat(record.at("/credential/jti")).isEqualTo(task.claims().path("jti"));
        assertThat(realm.audit("task=" + Scene.taskId(task)).toString())
                .doesNotContain("parameter-value-4711")
                .doesNotContain(task.accessToken());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"subject\":{\"type\":\"u\",\"id\":\"1\"}}",
                "{\"subject\":{\"type\":\"u\",\"id\":\"1\",\"id\":\"2\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"r\",\"id\":\"1\"}}",
                "{\"subject\":{\"type\":\"u\",\"id\":\"1\"},\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"r\",\"id\":\"1\"},\"context\":{\"parameters\":[]}}"
            })
    void whatIsMalformedIsSaid(String body) {
        Answer answer = erp.evaluation(body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("invalid_request");
        assertThat(answer.errorDescription()).isNotEmpty();
    }

    @Test
    void theMetadataSayWhereToAsk() {
        JsonNode metadata = realm.call("GET", "/agents/.well-known/authzen-configuration", "", Map.of())
                .expect(200)
                .json();
        String point = realm.issuer() + "/agents";
        assertThat(metadata.path("policy_decision_point").asText()).isEqualTo(point);
        assertThat(metadata.path("access_evaluation_endpoint").asText()).isEqualTo(point + "/access/v1/evaluation");
        assertThat(metadata.path("access_evaluations_endpoint").asText()).isEqualTo(point + "/access/v1/evaluations");
    }

    private TokenAnswer task(String members) {
        return head.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(Scene.details(members))
                .token();
    }

    private static boolean permitted(Answer answer) {
        return answer.expect(200).json().path("decision").asBoolean();
    }

    private static String denial(JsonNode answer) {
        assertThat(answer.path("decision").asBoolean(true))
                .as(answer.toString())
                .isFalse();
        return answer.at("/context/denial_reason").asText();
    }
}
