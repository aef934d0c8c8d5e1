package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AccessApi;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What follows, at once and by itself, from how risky an agent is held to be. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RiskIT {

    private static final String LIST = "invoices.list";

    private final TestRealm realm;
    private final Scene scene;
    private final AccessApi erp;

    RiskIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        erp = AccessApi.of(scene.erp);
    }

    @AfterEach
    void theRealmHasDecidedNothing() {
        realm.settings(Map.of()).expect(200);
    }

    @Test
    @Tag("smoke")
    void anAgentOfHighRiskBeginsWithNothingAndGoesOnWithWhatItHas() {
        TestAgent agent = scene.agent("risk-high", spec -> spec.delegates("ap-clerk"));
        TokenAnswer login = scene.login();
        TokenAnswer task = agent.exchange(login.accessToken())
                .audience("erp-api")
                .authorizationDetails(Scene.details("'delegation':{'allowed_delegates':['ap-clerk']}"))
                .token();
        signal(agent, "medium", "odd hours");
        exchange(agent).token();

        signal(agent, "high", "odd calls");

        JsonNode risk = agent.record().path("risk");
        assertThat(risk.path("level").asText()).isEqualTo("high");
        assertThat(risk.path("reason").asText()).isEqualTo("odd calls");
        assertThat(risk.path("until").isNull()).isTrue();
        refused(exchange(agent));
        refused(exchange(agent).authorizationDetails(Scene.details("")));
        TokenAnswer next = agent.exchange(task.accessToken()).token();
        assertThat(permitted(next)).isTrue();
        refused(agent.exchange(next.accessToken()).audience("ap-clerk"));
        JsonNode record =
                realm.audit("type=agent.risk.changed.v1&agent=risk-high").at("/0/data");
        assertThat(record.at("/change/risk/before").asText()).isEqualTo("medium");
        assertThat(record.at("/change/risk/after").asText()).isEqualTo("high");
        assertThat(record.path("reason").asText()).isEqualTo("odd calls");

        signal(agent, "low", "looked at it");
        exchange(agent).token();
    }

    @Test
    void noWorkIsHandedToAnAgentOfHighRiskNorBegun() {
        TestAgent helper = scene.agent("risk-helper", spec -> spec);
        TestAgent head = scene.agent("risk-head", spec -> spec.delegates("risk-helper"));
        TokenAnswer task = head.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(Scene.details("'delegation':{'allowed_delegates':['risk-helper']}"))
                .token();
        TokenAnswer handed =
                head.exchange(task.accessToken()).audience("risk-helper").token();
        signal(helper, "high", "odd calls");
        refused(helper.exchange(handed.accessToken()));
        refused(head.exchange(task.accessToken()).audience("risk-helper"));
        assertThat(permitted(task)).isTrue();
        signal(helper, "low", "looked at it");
        helper.exchange(handed.accessToken()).token();
    }

    @Test
    void theTaskOfALoginIsNotWidenedForAnAgentOfHighRisk() {
        TestAgent agent = scene.agent("risk-widens", spec -> spec);
        Exchange plain = agent.exchange(scene.login().accessToken()).audience("erp-api");
        plain.scope(Scene.READ).token();
        signal(agent, "high", "odd calls");
        refused(plain.scope(Scene.WRITE));
        plain.scope(Scene.READ).token();
    }

    @Test
    void anAgentThatWorksOnItsOwnIsHeldBackToo() {
        TestAgent nightly = scene.agent(
                "risk-nightly", spec -> spec.autonomous(List.of(Scene.READ), List.of("erp-api"), List.of(LIST)));
        Form form = Form.of("grant_type", "client_credentials")
                .and("scope", Scene.READ)
                .and("audience", "erp-api");
        nightly.tokenRequest(form).token();
        signal(nightly, "high", "odd calls");
        Answer answer = nightly.tokenRequest(form);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorDescription()).startsWith("risk_too_high: ");
        nightly.actorToken();
    }

    @Test
    void anAgentOfCriticalRiskIsSuspendedUntilTheRiskIsLowerAndSomebodyActivatesIt() {
        TestAgent agent = scene.agent("risk-critical", spec -> spec);
        TokenAnswer task = exchange(agent).token();

        signal(agent, "critical", "key found in public");

        JsonNode record = agent.record();
        assertThat(record.path("status").asText()).isEqualTo("suspended");
        assertThat(record.path("statusReason").asText()).isEqualTo("the risk is critical: key found in public");
        assertThat(record.at("/suspension/cause").asText()).isEqualTo("risk");
        assertThat(scene.active(task)).isFalse();
        assertThat(permitted(task)).isFalse();
        assertThat(exchange(agent).send().error()).isEqualTo("invalid_client");
        assertThat(realm.audit("type=agent.suspended.v1&agent=risk-critical")
                        .at("/0/data/reason")
                        .asText())
                .isEqualTo("the risk is critical: key found in public");
        Answer early = agent.activate();
        assertThat(early.status()).isEqualTo(409);
        assertThat(early.json().path("errorMessage").asText()).isEqualTo("the risk is critical; set a lower one first");
        assertThat(scene.myAgents(scene.alice).activate(agent).status()).isEqualTo(409);

        signal(agent, "low", "new key");
        assertThat(agent.record().path("status").asText()).isEqualTo("suspended");
        agent.activate().expect(200);
        exchange(agent).token();
        assertThat(scene.active(task)).as("nothing lives again").isFalse();
    }

    @Test
    void theRealmSaysWhatFollows() {
        TestAgent agent = scene.agent("risk-tasks", spec -> spec.delegates("ap-clerk"));
        consequences(Map.of("high", "suspend_tasks"));
        TokenAnswer task = agent.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(Scene.details("'delegation':{'allowed_delegates':['ap-clerk']}"))
                .token();
        TokenAnswer child = scene.clerk
                .exchange(agent.exchange(task.accessToken())
                        .audience("ap-clerk")
                        .token()
                        .accessToken())
                .token();
        String id = Scene.taskId(task);

        signal(agent, "high", "odd calls");

        JsonNode stopped = realm.admin().get("/agents/tasks/" + id).json();
        assertThat(stopped.path("state").asText()).isEqualTo("suspended");
        assertThat(stopped.path("suspendedBy").asText()).isEqualTo("system");
        assertThat(realm.audit("task=" + id + "&type=agent.task.suspended.v1")
                        .at("/0/data/reason")
                        .asText())
                .isEqualTo("the risk is high: odd calls");
        assertThat(denial(task)).isEqualTo("task_inactive");
        assertThat(permitted(child)).isFalse();
        refused(agent.exchange(task.accessToken()));
        scene.myTasks(scene.alice).resume(id).expect(200);
        refused(agent.exchange(task.accessToken()));

        signal(agent, "medium", "looked at it");
        assertThat(scene.active(task)).as("tokens stay dead").isFalse();
        assertThat(permitted(agent.exchange(task.accessToken()).token())).isTrue();
    }

    @Test
    void anotherSettingHoldsAtOnceForAgentsThatHaveTheLevelAlready() {
        TestAgent agent = scene.agent("risk-setting", spec -> spec);
        TokenAnswer task = exchange(agent).token();
        signal(agent, "high", "odd calls");
        assertThat(permitted(task)).isTrue();
        consequences(Map.of("high", "suspend"));
        assertThat(permitted(task)).isFalse();
        assertThat(scene.active(task)).isFalse();
        refused(exchange(agent));
        consequences(Map.of("high", "none"));
        exchange(agent).token();
    }

    @Test
    void whatWasSaidForATimeIsOverByItself() {
        TestAgent agent = scene.agent("risk-passing", spec -> spec);
        signal(agent, Map.of("level", "medium", "reason", "new model"));
        signal(agent, Map.of("level", "high", "reason", "odd calls", "expiresIn", 2));
        assertThat(agent.record().at("/risk/until").asText()).isNotEmpty();
        await().until(() -> exchange(agent).send().status() == 200);
        JsonNode risk = agent.record().path("risk");
        assertThat(risk.path("level").asText()).isEqualTo("medium");
        assertThat(risk.path("reason").asText()).isEqualTo("new model");
        assertThat(risk.path("until").isNull()).isTrue();
        await().atMost(Duration.ofSeconds(90))
                .until(() -> realm.audit("type=agent.risk.changed.v1&agent=risk-passing")
                        .at("/0/data/reason")
                        .asText()
                        .equals("it has worn off"));
        assertThat(realm.admin().get("/agents?risk=medium&search=risk-passing").json())
                .hasSize(1);
    }

    @Test
    void aLevelFallsAStepWithEachPeriodWithoutASignal() {
        TestAgent agent = scene.agent("risk-decays", spec -> spec);
        realm.settings(Map.of("risk", Map.of("decaySeconds", 1))).expect(200);
        signal(agent, "high", "odd calls");
        await().until(() -> agent.record().at("/risk/level").asText().equals("low"));
        assertThat(agent.record().at("/risk/reason").isNull()).isTrue();
        exchange(agent).token();
    }

    @Test
    void aSignalThatCannotBeIsRefusedByName() {
        TestAgent agent = scene.agent("risk-wrong", spec -> spec);
        Answer answer = realm.admin().post(agent.path("/risk"), Map.of("level", "high", "expiresIn", -1));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("errorMessage").asText())
                .isEqualTo("expiresIn must be a whole number of seconds from 1 to 31536000");
        assertThat(realm.settings(Map.of("risk", Map.of("consequences", Map.of("high", "kill"))))
                        .json()
                        .path("errorMessage")
                        .asText())
                .isEqualTo("risk.consequences.high must be one of none, no_new_tasks, suspend_tasks, suspend");
        agent.retire().expect(200);
        assertThat(realm.admin()
                        .post(agent.path("/risk"), Map.of("level", "high"))
                        .status())
                .isEqualTo(409);
    }

    private void consequences(Map<String, String> levels) {
        realm.settings(Map.of("risk", Map.of("consequences", levels))).expect(200);
    }

    private void signal(TestAgent agent, String level, String reason) {
        signal(agent, Map.of("level", level, "reason", reason));
    }

    private void signal(TestAgent agent, Map<String, ?> signal) {
        realm.admin().post(agent.path("/risk"), signal).expect(200);
    }

    private Exchange exchange(TestAgent agent) {
        return agent.exchange(scene.login().accessToken()).audience("erp-api");
    }

    private static void refused(Exchange exchange) {
        Answer answer = exchange.send();
        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("access_denied");
        assertThat(answer.errorDescription()).startsWith("risk_too_high: ");
    }

    private boolean permitted(TokenAnswer task) {
        return erp.decide(task, LIST, Map.of()).path("decision").asBoolean();
    }

    private String denial(TokenAnswer task) {
        return erp.decide(task, LIST, Map.of()).at("/context/denial_reason").asText();
    }
}
