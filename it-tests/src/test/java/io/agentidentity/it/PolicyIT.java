package io.agentidentity.it;

import static io.agentidentity.it.realm.AccessApi.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AccessApi;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The rules of a realm: written, checked, and asked for each token and each call. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyIT {

    private static final String LIST = "invoices.list";
    private static final String READ = "invoices.read";
    private static final Map<String, ?> NONE = Map.of();

    private final TestRealm realm;
    private final Realms realms;
    private final Scene scene;
    private final AccessApi erp;
    private final TestAgent head;
    private final TestAgent helper;

    PolicyIT(TestRealm realm, Realms realms) {
        this.realm = realm;
        this.realms = realms;
        realm.group("finance");
        scene = new Scene(realm);
        erp = AccessApi.of(scene.erp);
        head = scene.agent(
                "head",
                spec -> spec.delegates("helper")
                        .json(json -> json.putObject("facts")
                                .putArray("labels")
                                .add("payments")
                                .add("eu")));
        helper = scene.agent("helper", spec -> spec);
    }

    @AfterEach
    void noRules() {
        put();
    }

    @Test
    @Tag("smoke")
    void aRuleDeniesTokensAndCallsAndIsNamed() {
        TokenAnswer task = task("");
        int version = put(
                deny("no-writes", "issue", "'invoices:write' in request.scopes"),
                deny("no-large-sums", "call", "has(request.parameters.amount) && request.parameters.amount > 500"));

        Answer refused = scene.refused(scene.exchange().scope(Scene.READ, Scene.WRITE), "access_denied");
        assertThat(refused.errorDescription()).isEqualTo("policy_denied: rule no-writes: not here");
        assertThat(scene.exchange()
                        .scope(Scene.READ)
                        .token()
                        .claims()
                        .path("scope")
                        .asText())
                .isEqualTo(Scene.READ);

        JsonNode permitted = erp.decide(task, LIST, Map.of("amount", 500));
        assertThat(permitted.path("decision").asBoolean()).isTrue();
        assertThat(permitted.at("/context/policy_version").asInt()).isEqualTo(version);
        JsonNode denied = erp.decide(task, LIST, Map.of("amount", 500.01));
        assertThat(denial(denied)).isEqualTo("policy_denied");
        assertThat(denied.at("/context/reason_admin/en").asText()).isEqualTo("rule no-large-sums: not here");
        assertThat(denied.at("/context/policy_version").asInt()).isEqualTo(version);
        JsonNode record = records(task).get(0).path("data");
        assertThat(record.at("/task/policy_version").asText()).isEqualTo(Integer.toString(version));
        assertThat(record.at("/authorization/rule").asText()).isEqualTo("no-large-sums");
        assertThat(record.path("reason").asText()).isEqualTo("policy_denied");
        assertThat(records(task).toString()).doesNotContain("500.01");
    }

    @Test
    void aNewVersionIsInForceAtOnceAndADeniedCallIsNotCounted() {
        TokenAnswer task = task("'limits':{'max_calls':2}");
        put(deny("closed", "call", "true"));
        assertThat(denial(erp.decide(task, LIST, NONE))).isEqualTo("policy_denied");
        put();
        assertThat(erp.decide(task, LIST, NONE)
                        .at("/context/remaining/max_calls")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void rulesSeeWhatTheTaskHasDone() {
        TokenAnswer task = task("");
        put(deny("once-each", "call", "history.calls_of[request.action] >= 1 || history.calls > 1"));
        assertThat(permitted(task, LIST)).isTrue();
        assertThat(permitted(task, LIST)).isFalse();
        assertThat(permitted(task, READ)).isTrue();
        assertThat(permitted(task, READ)).isFalse();
    }

    @Test
    void rulesSeeThePersonTheOwnerAndTheAgent() {
        TokenAnswer task = task("");
        put(deny("not-finance", "call", "!('/finance' in principal.groups)"));
        assertThat(permitted(task, LIST)).isFalse();
        realm.join(scene.alice, "/finance");
        assertThat(permitted(task, LIST)).isTrue();
        put(
                deny(
                        "all-of-it",
                        "call",
                        "agent.client_id == 'head' && agent.owner.username == 'alice' && principal.username == 'alice'"
                                + " && agent.risk_level == 0 && agent.environment == 'production' && task.depth == 1"
                                + " && '/finance' in agent.owner.groups && 'default-roles-" + realm.name()
                                + "' in principal.roles"
                                + " && principal.attributes['username'][0] == 'alice' && !task.autonomous"
                                + " && task.target == 'erp-api' && request.target == 'erp-api' && task.age_seconds < 600"
                                + " && request.resource_type == 'invoice' && request.resource_id == 'INV-9'"
                                + " && client.address != '' && auth.age_seconds < 600 && auth.time < now && auth.acr == '1'"
                                + " && size(agent.facts) == 0 && agent.labels == ['eu', 'payments'] && task.purpose == '' && history.strikes == 0"));
        assertThat(permitted(task, LIST)).isFalse();
        realm.leave(scene.alice, "/finance");
        assertThat(permitted(task, LIST)).isTrue();
    }

    @Test
    void aRuleIsForItsAgentsOnly() {
        TokenAnswer task = task("");
        TokenAnswer other = scene.exchange().token();
        put(scoped(deny("head-only", "call", "true"), "agent", "head"));
        assertThat(permitted(task, LIST)).isFalse();
        assertThat(permitted(other, LIST)).isTrue();
        put(scoped(deny("dev-only", "call", "true"), "environment", "development"));
        assertThat(permitted(task, LIST)).isTrue();
        put(scoped(deny("hr-only", "call", "true"), "label", "hr"));
        assertThat(permitted(task, LIST)).isTrue();
        put(scoped(deny("payments-only", "call", "true"), "label", "payments"));
        assertThat(permitted(task, LIST)).isFalse();
        assertThat(permitted(other, LIST)).isTrue();
        put(scoped(deny("finance-only", "call", "true"), "ownerGroup", "/finance"));
        assertThat(permitted(task, LIST)).isTrue();
        realm.join(scene.alice, "/finance");
        assertThat(permitted(task, LIST)).isFalse();
        realm.leave(scene.alice, "/finance");
    }

    @Test
    void aRuleWhoseGroupIsGoneDeniesAndShows() {
        TokenAnswer task = task("");
        realm.group("passing");
        put(scoped(deny("passing", "call", "true"), "ownerGroup", "/passing"));
        assertThat(permitted(task, LIST)).isTrue();
        realm.admin().delete("/groups/" + realm.groupId("/passing")).expect(204);
        assertThat(permitted(task, LIST)).isFalse();
        assertThat(ruleErrors())
                .anySatisfy(error -> assertThat(error).contains("rule passing", "group of its scope is gone"));
    }

    @Test
    void aStrongerOrFresherLoginIsAskedFor() {
        TokenAnswer task = task("");
        put(
                login("strong", "'invoices:write' in request.scopes", "acr", "7"),
                login("fresh", "request.stage == 'call'", "maxAge", 3600));
        Answer refused = scene.refused(scene.exchange().scope(Scene.WRITE), "insufficient_user_authentication");
        assertThat(refused.errorDescription()).startsWith("step_up_required: rule strong: ");
        assertThat(refused.json().path("acr_values").asText()).isEqualTo("7");
        assertThat(refused.json().has("max_age")).isFalse();
        assertThat(scene.exchange().scope(Scene.READ).send().status()).isEqualTo(200);

        TokenAnswer reading = head.exchange(scene.login().accessToken())
                .audience("erp-api")
                .scope(Scene.READ)
                .token();
        assertThat(permitted(reading, LIST)).isTrue();
        JsonNode denied = erp.decide(task, LIST, NONE);
        assertThat(denial(denied)).isEqualTo("step_up_required");
        assertThat(denied.at("/context/acr_values").asText()).isEqualTo("7");

        put(login("level", "true", "acr", "1"));
        assertThat(permitted(task, LIST)).isTrue();
        assertThat(scene.exchange().send().status()).isEqualTo(200);
    }

    @Test
    void whatAPersonMustApproveIsRefused() {
        TokenAnswer task = task("");
        put(rule("ask", "true", "require_approval"));
        scene.refused(scene.exchange(), "interaction_required");
        assertThat(denial(erp.decide(task, LIST, NONE))).isEqualTo("approval_required");
    }

    @Test
    void obligationsComeWithThePermit() {
        TokenAnswer task = task("");
        ObjectNode rule = rule("redact", "request.stage == 'call'", "oblige");
        rule.putArray("obligations").addObject().put("id", "redact").put("field", "iban");
        put(rule);
        JsonNode permit = erp.decide(task, LIST, NONE);
        assertThat(permit.at("/context/obligations/0/field").asText()).isEqualTo("iban");
        ObjectNode again = call(task, LIST, NONE);
        JsonNode first = erp.evaluation(again, "obliged").expect(200).json();
        assertThat(erp.evaluation(again, "obliged").json()).isEqualTo(first);
        put(rule, deny("closed", "call", "true"));
        assertThat(erp.decide(task, LIST, NONE).path("context").has("obligations"))
                .isFalse();
    }

    @Test
    void aPermitForAnActionThatARuleMarksIsTakenBeforeTheCallIsServed() {
        TokenAnswer task = task("");
        ObjectNode rule = staged(rule("pay-once", "request.action == '" + READ + "'", "oblige"), "call");
        rule.putArray("obligations").addObject().put("id", "single_use");
        put(rule);
        String permit = erp.decide(task, READ, NONE).at("/context/decision_id").asText();
        assertThat(erp.outcome(permit, "succeeded").status()).isEqualTo(409);
        assertThat(erp.outcome(permit, "failed").status()).isEqualTo(409);
        put();
        assertThat(erp.outcome(permit, "succeeded").status())
                .as("the rule of the time counts")
                .isEqualTo(409);
        erp.outcome(permit, "started").expect(200);
        assertThat(erp.outcome(permit, "started").status()).isEqualTo(409);
        erp.outcome(permit, "succeeded").expect(200);

        put(rule);
        String unused = erp.decide(task, READ, NONE).at("/context/decision_id").asText();
        erp.outcome(unused, "not_executed").expect(200);
        assertThat(erp.outcome(unused, "started").status()).isEqualTo(409);
        String other = erp.decide(task, LIST, NONE).at("/context/decision_id").asText();
        erp.outcome(other, "succeeded").expect(200);
    }

    @Test
    void onlyWhatIsPermittedByName() {
        TokenAnswer task = task("");
        put(staged(rule("only-list", "request.action == '" + LIST + "'", "permit"), "call"));
        assertThat(permitted(task, LIST)).isTrue();
        assertThat(permitted(task, READ)).isFalse();
        assertThat(scene.exchange().send().status()).isEqualTo(200);
    }

    @Test
    void aRuleThatErrsDeniesAndShowsUntilItIsCorrected() {
        TokenAnswer task = task("");
        put(
                deny("broken", "call", "request.parameters.amount > 500"),
                deny("broken-issue", "issue", "principal.attributes['cost-centre'][0] == 'x'"));
        assertThat(permitted(task, LIST)).isFalse();
        JsonNode denied = erp.decide(task, LIST, Map.of("amount", "secret-amount-4711"));
        assertThat(denial(denied)).isEqualTo("policy_denied");
        assertThat(denied.at("/context/reason_admin/en").asText())
                .isEqualTo("rule broken: the rule cannot be evaluated");
        assertThat(erp.decide(task, LIST, Map.of("amount", 7)).path("decision").asBoolean())
                .isTrue();
        assertThat(scene.refused(scene.exchange(), "access_denied").errorDescription())
                .isEqualTo("policy_denied: rule broken-issue: the rule cannot be evaluated");
        assertThat(ruleErrors())
                .anyMatch(error -> error.startsWith("rule broken: "))
                .anyMatch(error -> error.startsWith("rule broken-issue: "))
                .noneMatch(error -> error.contains("4711"));
        put(deny("broken", "call", "false"));
        await().untilAsserted(() -> assertThat(ruleErrors()).isEmpty());
    }

    @Test
    void aRuleThatOnlyLogsChangesNothingButTheRecord() {
        TokenAnswer task = task("");
        put(deny("trial", "call", "true").put("mode", "log_only"));
        assertThat(permitted(task, LIST)).isTrue();
        JsonNode record = records(task).get(0).path("data");
        assertThat(record.path("outcome").asText()).isEqualTo("permitted");
        assertThat(record.at("/authorization/log_only/outcome").asText()).isEqualTo("policy_denied");
        assertThat(record.at("/authorization/log_only/rule").asText()).isEqualTo("trial");
        put(deny("trial", "issue", "true").put("mode", "log_only"));
        TokenAnswer token = scene.exchange().token();
        JsonNode issued =
                realm.audit("jti=" + token.claims().path("jti").asText()).get(0).path("data");
        assertThat(issued.at("/authorization/log_only/rule").asText()).isEqualTo("trial");
    }

    @Test
    void everyWayToATokenIsJudged() {
        TokenAnswer running = head.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(Scene.details("'delegation':{'allowed_delegates':['helper']}"))
                .token();
        TokenAnswer handOver =
                head.exchange(running.accessToken()).audience("helper").token();
        TestAgent nightly =
                scene.agent("nightly", spec -> spec.autonomous(List.of(Scene.READ), List.of("erp-api"), List.of(LIST)));

        put(scoped(deny("no-head", "issue", "true"), "agent", "head"));
        scene.refused(head.exchange(running.accessToken()), "access_denied");
        scene.refused(head.exchange(running.accessToken()).audience("helper"), "access_denied");
        scene.refused(head.exchange(scene.login().accessToken()).audience("erp-api"), "access_denied");

        put(deny("no-chains", "issue", "task.depth > 1"));
        scene.refused(helper.exchange(handOver.accessToken()).audience("erp-api"), "access_denied");
        assertThat(head.exchange(running.accessToken()).send().status()).isEqualTo(200);

        put(deny("nobody", "issue", "task.autonomous"));
        scene.refused(() -> nightly.clientCredentials(Scene.READ), "access_denied");
        assertThat(nightly.actorToken().accessToken())
                .as("an actor token is no task")
                .isNotEmpty();

        put();
        assertThat(helper.exchange(handOver.accessToken())
                        .audience("erp-api")
                        .send()
                        .status())
                .as("a hand-over token that a rule refused is not used up")
                .isEqualTo(200);
    }

    @Test
    void whatAnAgentMayNotDoItCannotHaveAnotherDo() {
        TokenAnswer running = head.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(Scene.details("'delegation':{'allowed_delegates':['helper']}"))
                .token();
        TokenAnswer handOver =
                head.exchange(running.accessToken()).audience("helper").token();
        TokenAnswer helped =
                helper.exchange(handOver.accessToken()).audience("erp-api").token();
        assertThat(permitted(helped, READ)).isTrue();

        put(scoped(deny("head-reads-not", "call", "request.action == '" + READ + "'"), "agent", "head"));
        assertThat(permitted(helped, READ)).isFalse();
        assertThat(permitted(helped, LIST)).isTrue();
        JsonNode replayed = realm.admin()
                .post(
                        "/agents/policy/replay?max=3",
                        document(scoped(deny("no-list", "call", "request.action == '" + LIST + "'"), "agent", "head")))
                .expect(200)
                .json();
        assertThat(replayed.path("changes").findValuesAsText("after"))
                .containsExactlyInAnyOrder("policy_denied", "permitted");

        put(scoped(deny("head-nothing", "issue", "task.depth == 1"), "agent", "head"));
        scene.refused(helper.exchange(helped.accessToken()), "access_denied");
        put(scoped(deny("helper-nothing", "issue", "true"), "agent", "helper"));
        assertThat(head.exchange(running.accessToken()).send().status())
                .as("what was handed down says nothing of the one above")
                .isEqualTo(200);
    }

    @Test
    void rulesOfAnotherRealmSayNothing() {
        put(deny("closed", "issue", "true"));
        Scene elsewhere = new Scene(realms.create("elsewhere"));
        assertThat(elsewhere.exchange().send().status()).isEqualTo(200);
        assertThat(elsewhere
                        .realm
                        .admin()
                        .get("/agents/policy")
                        .expect(200)
                        .json()
                        .path("version")
                        .asInt())
                .isZero();
        scene.refused(scene.exchange(), "access_denied");
    }

    @Test
    void versionsAreKeptAndAStaleWriterIsTold() {
        int version = put(deny("first", "call", "true"));
        JsonNode policy = realm.admin().get("/agents/policy").expect(200).json();
        assertThat(policy.path("version").asInt()).isEqualTo(version);
        ObjectNode next = document().put("version", version).put("comment", "all may go on");
        JsonNode after = realm.admin().put("/agents/policy", next).expect(200).json();
        assertThat(after.path("version").asInt()).isEqualTo(version + 1);
        assertThat(after.path("comment").asText()).isEqualTo("all may go on");
        assertThat(realm.admin().put("/agents/policy", next).status()).isEqualTo(409);

        JsonNode versions =
                realm.admin().get("/agents/policy/versions?max=2").expect(200).json();
        assertThat(versions.findValuesAsText("version"))
                .containsExactly(Integer.toString(version + 1), Integer.toString(version));
        assertThat(versions.at("/1/ruleCount").asInt()).isEqualTo(1);
        assertThat(realm.admin()
                        .get("/agents/policy/versions/" + version)
                        .expect(200)
                        .json())
                .isEqualTo(policy);
        assertThat(realm.admin().get("/agents/policy/versions/99999").status()).isEqualTo(404);
        assertThat(realm.admin().get("/agents/policy/versions/x").status()).isEqualTo(404);

        // What was read can be written again as it is.
        assertThat(realm.admin()
                        .put("/agents/policy", ((ObjectNode) policy).put("version", version + 1))
                        .expect(200)
                        .json()
                        .path("rules"))
                .isEqualTo(policy.path("rules"));
        JsonNode change = realm.audit("type=agent.policy.changed.v1").get(0).at("/data/change/policy");
        assertThat(change.path("before").asText()).startsWith("version " + (version + 1) + ", sha-256:");
        assertThat(change.path("after").asText()).startsWith("version " + (version + 2) + ", sha-256:");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        int version = realm.admin().get("/agents/policy").json().path("version").asInt();
        Answer answer = realm.admin()
                .put(
                        "/agents/policy",
                        document(
                                deny("a", "call", "agent.clientid == 'x'\n && true"),
                                deny("b", "issue", "request.parameters.amount > 3"),
                                rule("c", "true", "forbid")));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("errorMessage").asText()).isEqualTo("3 problems with the rules");
        JsonNode problems = answer.json().path("problems");
        assertThat(problems.findValuesAsText("rule")).containsExactly("a", "b", "c");
        assertThat(problems.at("/0/line").asInt()).isEqualTo(1);
        assertThat(problems.at("/0/column").asInt()).isEqualTo(1);
        assertThat(problems.at("/0/message").asText()).contains("unknown name", "agent.client_id");
        assertThat(realm.admin()
                        .put("/agents/policy", Map.of("rulez", List.of()))
                        .status())
                .isEqualTo(400);
        assertThat(realm.admin().put("/agents/policy", "[").status()).isEqualTo(400);
        assertThat(realm.admin().get("/agents/policy").json().path("version").asInt())
                .isEqualTo(version);
    }

    @Test
    void aConditionIsCheckedWithoutBeingWritten() {
        JsonNode good = check(Map.of("condition", "history.calls > 3 && '/x' in principal.groups"));
        assertThat(good.path("valid").asBoolean()).isTrue();
        assertThat(good.path("facts").toString()).isEqualTo("[\"history.calls\",\"principal.groups\"]");
        JsonNode bad = check(Map.of("condition", "true &&\n now.getHours('Berlin') > 3", "stages", List.of("call")));
        assertThat(bad.path("valid").asBoolean()).isFalse();
        assertThat(bad.at("/problems/0/line").asInt()).isEqualTo(2);
        assertThat(check(document(deny("a", "call", "true"))).path("valid").asBoolean())
                .isTrue();
        assertThat(realm.admin()
                        .post("/agents/policy/check", Map.of("stages", List.of("call")))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void newRulesAreReplayedOverWhatWasDecided() {
        TokenAnswer task = task("");
        Instant before = Instant.parse(
                explained(erp.decide(task, LIST, NONE)).path("decidedAt").asText());
        String second = decisionId(erp.decide(task, READ, Map.of("amount", 900)));
        String outside = decisionId(erp.decide(task, "invoices.delete", NONE));
        put(deny("no-read", "call", "request.action == '" + READ + "'"));
        String third = decisionId(erp.decide(task, READ, NONE));

        JsonNode same = replay(document(deny("no-read", "call", "request.action == '" + READ + "'")), before);
        assertThat(same.path("decisions").asInt()).isEqualTo(4);
        assertThat(same.path("asked").asInt())
                .as("but for the one outside the task")
                .isEqualTo(3);
        assertThat(same.path("changed").asInt()).isEqualTo(1);
        JsonNode change = same.at("/changes/0");
        assertThat(change.path("decisionId").asText()).isEqualTo(second);
        assertThat(change.path("agentClientId").asText()).isEqualTo("head");
        assertThat(change.path("principalId").asText()).isEqualTo(scene.alice.id());
        assertThat(change.path("action").asText()).isEqualTo(READ);
        assertThat(change.path("before").asText()).isEqualTo("permitted");
        assertThat(change.path("after").asText()).isEqualTo("policy_denied");
        assertThat(change.path("rule").asText()).isEqualTo("no-read");

        JsonNode history =
                replay(document(deny("one", "call", "history.calls >= 1 || task.age_seconds > 3000")), before);
        assertThat(history.path("changes").findValuesAsText("decisionId")).containsExactly(second);
        JsonNode open = replay(document(), before);
        assertThat(open.path("changes").findValuesAsText("decisionId")).containsExactly(third);

        JsonNode large = replay(document(deny("large", "call", "request.parameters.amount > 500")), before);
        assertThat(large.path("changed").asInt()).isZero();
        assertThat(large.path("unknown").asInt()).isEqualTo(3);
        assertThat(large.at("/changes/0/notKept").asText()).isEqualTo("request.parameters");
        JsonNode trial = replay(document(deny("all", "call", "true").put("mode", "log_only")), before);
        assertThat(trial.path("changed").asInt()).isEqualTo(2);
        assertThat(trial.toString()).doesNotContain(outside);

        JsonNode paged = realm.admin()
                .post("/agents/policy/replay?first=1&max=1", document().put("from", before.toString()))
                .expect(200)
                .json();
        assertThat(paged.path("decisions").asInt()).isEqualTo(1);
        assertThat(paged.path("more").asBoolean()).isTrue();
        assertThat(realm.admin().post("/agents/policy/replay", Map.of()).status())
                .isEqualTo(400);
        assertThat(realm.admin()
                        .post("/agents/policy/replay", Map.of("version", 99999))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aDecisionIsExplained() {
        TokenAnswer task = task("'limits':{'max_calls':1}");
        int version = put(
                deny("never", "call", "history.calls > 100"),
                deny("trial", "call", "request.resource_type == 'invoice'").put("mode", "log_only"),
                deny("large", "call", "has(request.parameters.amount) && request.parameters.amount > 500"));
        JsonNode denied = explained(erp.decide(task, LIST, Map.of("amount", 4711)));
        assertThat(denied.path("decision").asBoolean()).isFalse();
        assertThat(denied.path("layer").asText()).isEqualTo("rules");
        assertThat(denied.path("rule").asText()).isEqualTo("large");
        assertThat(denied.path("policyVersion").asInt()).isEqualTo(version);
        assertThat(denied.path("enforcementPoint").asText()).isEqualTo("erp-api");
        assertThat(denied.path("rules").findValuesAsText("rule")).containsExactly("trial", "large");
        assertThat(denied.at("/rules/1/facts/0").asText()).isEqualTo("request.parameters");
        assertThat(denied.toString()).doesNotContain("4711", "INV-9");

        JsonNode permitted = explained(erp.decide(task, LIST, NONE));
        assertThat(permitted.path("decision").asBoolean()).isTrue();
        assertThat(permitted.at("/logOnly/rule").asText()).isEqualTo("trial");
        assertThat(permitted.at("/facts/history.calls").asInt()).isZero();
        assertThat(explained(erp.decide(task, LIST, NONE)).path("layer").asText())
                .isEqualTo("limits");
        assertThat(explained(erp.decide(task, "invoices.delete", NONE))
                        .path("layer")
                        .asText())
                .isEqualTo("rights");
        realm.tasks(head.actorToken().accessToken())
                .complete(Scene.taskId(task))
                .expect(200);
        assertThat(explained(erp.decide(task, LIST, NONE)).path("layer").asText())
                .isEqualTo("task");
        assertThat(realm.admin().get("/agents/policy/decisions/dec_none").status())
                .isEqualTo(404);
    }

    private JsonNode explained(JsonNode decision) {
        return realm.admin()
                .get("/agents/policy/decisions/" + decisionId(decision))
                .expect(200)
                .json();
    }

    private static String decisionId(JsonNode decision) {
        return decision.at("/context/decision_id").asText();
    }

    private JsonNode replay(ObjectNode document, Instant from) {
        return realm.admin()
                .post("/agents/policy/replay", document.put("from", from.toString()))
                .expect(200)
                .json();
    }

    private JsonNode check(Object body) {
        return realm.admin().post("/agents/policy/check", body).expect(200).json();
    }

    private List<String> ruleErrors() {
        realm.admin().get("/agents/posture").expect(200);
        return realm
                .admin()
                .get("/agents/posture/findings?code=rule_error")
                .expect(200)
                .json()
                .findValuesAsText("detail")
                .stream()
                // A chore may examine the realm at the same moment.
                .distinct()
                .toList();
    }

    private JsonNode records(TokenAnswer task) {
        return realm.audit("task=" + Scene.taskId(task) + "&type=agent.call.decided.v1");
    }

    private boolean permitted(TokenAnswer task, String operation) {
        return erp.decide(task, operation, NONE).path("decision").asBoolean();
    }

    private TokenAnswer task(String members) {
        return head.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(Scene.details(members))
                .token();
    }

    private int put(ObjectNode... rules) {
        return realm.admin()
                .put("/agents/policy", document(rules))
                .expect(200)
                .json()
                .path("version")
                .asInt();
    }

    private static ObjectNode document(ObjectNode... rules) {
        ObjectNode document = Json.object();
        ArrayNode list = document.putArray("rules");
        List.of(rules).forEach(list::add);
        return document;
    }

    private static ObjectNode rule(String id, String condition, String effect) {
        return Json.object().put("id", id).put("condition", condition).put("effect", effect);
    }

    private static ObjectNode deny(String id, String stage, String condition) {
        return staged(rule(id, condition, "deny").put("reason", "not here"), stage);
    }

    private static ObjectNode login(String id, String condition, String member, Object value) {
        ObjectNode rule = rule(id, condition, "require_login");
        rule.set(member, Json.of(value));
        return rule;
    }

    private static ObjectNode staged(ObjectNode rule, String stage) {
        rule.putArray("stages").add(stage);
        return rule;
    }

    private static ObjectNode scoped(ObjectNode rule, String by, String name) {
        rule.putObject("scope").put(by, name);
        return rule;
    }

    private static String denial(JsonNode answer) {
        assertThat(answer.path("decision").asBoolean(true))
                .as(answer.toString())
                .isFalse();
        return answer.at("/context/denial_reason").asText();
    }
}
