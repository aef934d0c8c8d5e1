package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a realm decides for the tasks of all its agents holds for each of them, from the next request on. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskSettingsIT {

    private static final String DETAILS = "[{\"type\":\"agent_task\",\"purpose\":\"pay the bills\"}]";

    private final TestRealm realm;
    private final Scene scene;

    TaskSettingsIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
    }

    @BeforeEach
    @AfterEach
    void theRealmHasDecidedNothing() {
        realm.settings(Map.of()).expect(200);
    }

    private void tasks(Map<String, ?> tasks) {
        realm.settings(Map.of("tasks", tasks)).expect(200);
    }

    private void required(String member) {
        tasks(Map.of("strictness", Map.of(member, true)));
    }

    private static void refused(Answer answer, String error, String code) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).isEqualTo(error);
        assertThat(answer.json().path("error_description").asText()).startsWith(code + ": ");
    }

    private Exchange exchange(TestAgent agent) {
        return agent.exchange(scene.login().accessToken()).audience("erp-api");
    }

    private static int life(TokenAnswer token) {
        return token.json().path("expires_in").asInt();
    }

    @Test
    void theDefaultsAreTheOnesThatAreDocumented() {
        JsonNode tasks =
                realm.admin().get("/agents/settings").expect(200).json().path("tasks");

        assertThat(tasks.toString())
                .isEqualTo("{\"tokenSeconds\":120,\"taskSeconds\":900,\"chainDepth\":3,\"strictness\":{"
                        + "\"actorToken\":false,\"senderConstraint\":false,\"details\":false,\"purpose\":false,"
                        + "\"scope\":false,\"endOnLogout\":false},\"detailsType\":\"agent_task\","
                        + "\"retentionSeconds\":7776000,\"tokenRetentionSeconds\":86400,"
                        + "\"drift\":{\"outOfAuthority\":3,\"then\":\"suspend\","
                        + "\"parameterViolation\":{\"after\":10,\"then\":\"note\"},"
                        + "\"limitExhausted\":{\"after\":10,\"then\":\"note\"},"
                        + "\"useAfterEnding\":{\"after\":3,\"then\":\"note\"},"
                        + "\"newAddress\":{\"after\":10,\"then\":\"note\"},"
                        + "\"newKey\":{\"after\":3,\"then\":\"note\"},"
                        + "\"callRate\":{\"after\":600,\"then\":\"note\"},"
                        + "\"toolsChanged\":{\"after\":1,\"then\":\"suspend\"}}}");
    }

    @Test
    void aTokenLivesNoLongerThanRecordAndRealmSay() {
        TestAgent most = scene.agent("longest-life", spec -> spec.lives(28800, 300));
        TestAgent brief = scene.agent("short-life", spec -> spec.lives(900, 50));

        assertThat(life(exchange(most).token())).isEqualTo(120);
        tasks(Map.of("tokenSeconds", 300));
        assertThat(life(exchange(most).token())).isEqualTo(300);
        assertThat(life(exchange(brief).token())).isEqualTo(50);
        assertThat(life(most.actorToken())).isEqualTo(120);
        tasks(Map.of("tokenSeconds", 40));
        assertThat(life(exchange(most).token())).isEqualTo(40);
        assertThat(life(exchange(brief).token())).isEqualTo(40);
        assertThat(life(most.actorToken())).isEqualTo(40);
    }

    @Test
    void aShorterLifeHoldsForTheNextTokenOfATaskThatIsThereAlready() {
        TokenAnswer login = scene.login();
        Exchange exchange = scene.clerk.exchange(login.accessToken()).audience("erp-api");
        TokenAnswer before = exchange.token();

        tasks(Map.of("tokenSeconds", 20));
        TokenAnswer after =
                scene.clerk.exchange(login.accessToken()).audience("erp-api").token();

        assertThat(life(before)).isEqualTo(120);
        assertThat(life(after)).isEqualTo(20);
        assertThat(Scene.taskId(after)).isEqualTo(Scene.taskId(before));
    }

    @Test
    void aTaskLivesNoLongerThanRecordAndRealmSay() {
        TestAgent most = scene.agent("longest-task", spec -> spec.lives(28800, 300));

        assertThat(taskLife(most)).isEqualTo(900);
        tasks(Map.of("taskSeconds", 28800));
        assertThat(taskLife(most)).isEqualTo(28800);
        assertThat(taskLife(scene.agent("usual-task", spec -> spec))).isEqualTo(900);
        tasks(Map.of("taskSeconds", 30));
        assertThat(taskLife(most)).isEqualTo(30);
        assertThat(life(exchange(most).token())).isBetween(1, 30);
    }

    @Test
    void anAgentWhoseRecordNamesNoNumberHasNoMoreLiveTasksThanTheRealmSays() {
        TestAgent silent = scene.agent("names-no-number", spec -> spec);
        TestAgent busy = scene.agent(
                "names-its-number",
                spec -> spec.json(json -> json.withObject("/ceiling").put("concurrentTasks", 3)));
        realm.settings(Map.of("maxLiveTasks", 2)).expect(200);

        opens(silent, 2);
        opens(busy, 3);

        realm.settings(Map.of("maxLiveTasks", 3)).expect(200);
        assertThat(exchange(silent).authorizationDetails(DETAILS).send().status())
                .isEqualTo(200);
    }

    /** So many tasks and no more; one that has ended makes room. */
    private void opens(TestAgent agent, int most) {
        TokenAnswer first = exchange(agent).authorizationDetails(DETAILS).token();
        for (int i = 1; i < most; i++) {
            exchange(agent).authorizationDetails(DETAILS).token();
        }
        refused(exchange(agent).authorizationDetails(DETAILS).send(), "access_denied", "too_many_tasks");
        realm.tasks(agent.actorToken().accessToken())
                .complete(Scene.taskId(first))
                .expect(200);
        exchange(agent).authorizationDetails(DETAILS).token();
        refused(exchange(agent).send(), "access_denied", "too_many_tasks");
    }

    /** In seconds. */
    private long taskLife(TestAgent agent) {
        exchange(agent).authorizationDetails(DETAILS).token();
        JsonNode newest = agent.tasks().path(0);
        return Duration.between(
                        Instant.parse(newest.path("createdAt").asText()),
                        Instant.parse(newest.path("expiresAt").asText()))
                .toSeconds();
    }

    @Test
    void anAgentOrItsRealmCanRequireAScope() {
        TestAgent strict = scene.agent("must-name-scope", spec -> spec.strict("scope"));
        TestAgent lax = scene.agent("need-not-name-scope", spec -> spec);

        refused(exchange(strict).send(), "invalid_scope", "scope_required");
        refused(exchange(strict).scope("openid").send(), "invalid_scope", "scope_required");
        assertThat(exchange(strict)
                        .scope(Scene.READ)
                        .token()
                        .json()
                        .path("scope")
                        .asText())
                .isEqualTo(Scene.READ);
        exchange(lax).token();
        required("scope");
        refused(exchange(lax).send(), "invalid_scope", "scope_required");
        assertThat(exchange(lax).scope(Scene.READ).send().status()).isEqualTo(200);
        assertThat(strict.record().at("/strictness/scope").asBoolean()).isTrue();
        assertThat(lax.record().at("/strictness/scope").asBoolean()).isFalse();
        assertThat(realm.audit("agent=need-not-name-scope&outcome=refused")
                        .at("/0/data/reason")
                        .asText())
                .isEqualTo("scope_required");
    }

    @Test
    void whatTheRealmRequiresIsRequiredOfEveryAgent() {
        TestAgent lax = scene.agent("lax", spec -> spec);

        required("actorToken");
        refused(exchange(lax).send(), "invalid_request", "actor_token_required");
        assertThat(exchange(lax)
                        .actorToken(lax.actorToken().accessToken())
                        .send()
                        .status())
                .isEqualTo(200);
        required("details");
        refused(exchange(lax).send(), "invalid_authorization_details", "details_required");
        assertThat(exchange(lax)
                        .authorizationDetails("[{\"type\":\"agent_task\"}]")
                        .send()
                        .status())
                .isEqualTo(200);
        required("purpose");
        refused(
                exchange(lax)
                        .authorizationDetails("[{\"type\":\"agent_task\"}]")
                        .send(),
                "invalid_authorization_details",
                "purpose_required");
        assertThat(exchange(lax).authorizationDetails(DETAILS).send().status()).isEqualTo(200);
        required("senderConstraint");
        refused(exchange(lax).send(), "invalid_request", "sender_constraint_required");
    }

    @Test
    void aChainIsAsLongAsRecordAndRealmSay() {
        TestAgent reader = scene.agent("reader", spec -> spec.chainDepth(8));
        TestAgent clerk =
                scene.agent("head-clerk", spec -> spec.delegates("reader").chainDepth(8));
        TokenAnswer token = exchange(clerk)
                .authorizationDetails("[{\"type\":\"agent_task\",\"delegation\":{\"allowed_delegates\":[\"reader\"]}}]")
                .token();
        tasks(Map.of("chainDepth", 1));
        Exchange handingDown = clerk.exchange(token.accessToken()).audience("reader");

        refused(handingDown.send(), "invalid_request", "chain_too_long");
        refused(
                exchange(clerk)
                        .authorizationDetails("[{\"type\":\"agent_task\",\"limits\":{\"max_depth\":2}}]")
                        .send(),
                "invalid_authorization_details",
                "details_not_a_subset");

        tasks(Map.of("chainDepth", 2));
        TokenAnswer child = reader.exchange(handingDown.token().accessToken())
                .audience("erp-api")
                .token();
        assertThat(child.claims().at("/act/act/client_id").asText()).isEqualTo("head-clerk");
    }

    @Test
    void theTypeOfDetailsHasTheNameThatTheRealmGaveIt() {
        TokenAnswer login = scene.login();
        String renamed = DETAILS.replace("agent_task", "urn:acme:job");
        Exchange exchange = scene.clerk.exchange(login.accessToken()).audience("erp-api");
        TokenAnswer before = exchange.authorizationDetails(DETAILS).token();

        tasks(Map.of("detailsType", "urn:acme:job"));

        refused(exchange.authorizationDetails(DETAILS).send(), "invalid_authorization_details", "details_invalid");
        TokenAnswer token = exchange.authorizationDetails(renamed).token();
        assertThat(token.json().at("/authorization_details/0/type").asText()).isEqualTo("urn:acme:job");
        assertThat(token.claims().at("/authorization_details/0/type").asText()).isEqualTo("urn:acme:job");
        assertThat(scene.facts(token).at("/authorization_details/0/type").asText())
                .isEqualTo("urn:acme:job");
        TokenAnswer continued = scene.clerk.exchange(before.accessToken()).token();
        assertThat(Scene.taskId(continued)).isEqualTo(Scene.taskId(before));
        assertThat(continued.claims().at("/authorization_details/0/type").asText())
                .isEqualTo("urn:acme:job");
    }

    @Test
    void tasksEndWithTheLoginAsSoonAsTheRealmSaysSo() {
        TokenAnswer login = scene.login();
        TokenAnswer token = scene.clerk
                .exchange(login.accessToken())
                .audience("erp-api")
                .authorizationDetails(DETAILS)
                .token();
        TokenAnswer other = scene.exchange().authorizationDetails(DETAILS).token();
        realm.admin().delete("/sessions/" + login.claims().path("sid").asText()).expect(204);
        assertThat(scene.active(token)).isTrue();

        required("endOnLogout");

        assertThat(scene.active(token)).isFalse();
        assertThat(scene.active(other)).isTrue();
    }

    static Stream<Arguments> wrongSettings() {
        return Stream.of(
                Arguments.of(
                        "{\"tokenSeconds\":301}", "tasks.tokenSeconds must be a whole number of seconds from 1 to 300"),
                Arguments.of(
                        "{\"tokenSeconds\":\"60\"}",
                        "tasks.tokenSeconds must be a whole number of seconds from 1 to 300"),
                Arguments.of(
                        "{\"taskSeconds\":0}", "tasks.taskSeconds must be a whole number of seconds from 1 to 28800"),
                Arguments.of("{\"chainDepth\":9}", "tasks.chainDepth must be a whole number from 1 to 8"),
                Arguments.of("{\"strictness\":{\"scopes\":true}}", "unknown member 'scopes' in tasks.strictness"),
                Arguments.of("{\"strictness\":[]}", "tasks.strictness must be an object"),
                Arguments.of(
                        "{\"detailsType\":\"two words\"}",
                        "tasks.detailsType must begin with a letter and may hold letters, digits and . _ : / # - only"),
                Arguments.of(
                        "{\"retentionSeconds\":0}",
                        "tasks.retentionSeconds must be a whole number of seconds from 1 to 315360000"),
                Arguments.of("{\"retentionSeconds\":3600}", "tasks.retentionSeconds must be at least 86400"),
                Arguments.of("{\"tokenRetentionSeconds\":300}", "tasks.tokenRetentionSeconds must be at least 43200"),
                Arguments.of("{\"lifetime\":1}", "unknown member 'lifetime' in tasks"));
    }

    @ParameterizedTest
    @MethodSource("wrongSettings")
    void settingsThatCannotBeAreRefusedByName(String tasks, String message) {
        Answer answer = realm.admin().put("/agents/settings", Json.parse("{\"tasks\":" + tasks + "}"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("errorMessage").asText()).isEqualTo(message);
    }

    @Test
    void moreThanCanBeStoredIsRefused() {
        List<String> scopes = Stream.iterate(0, i -> i + 1)
                .limit(100)
                .map(i -> "a-scope-of-which-nobody-should-have-" + i)
                .toList();

        Answer answer = realm.settings(Map.of("wideScopes", scopes));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("errorMessage").asText())
                .isEqualTo("the settings have more than 4000 characters");
    }

    @Test
    void aChangeIsRecordedAndTakenAlongAsCode() {
        tasks(Map.of("tokenSeconds", 77, "strictness", Map.of("details", true)));

        JsonNode change = realm.audit("type=agent.settings.changed.v1&max=1").at("/0/data/change/settings");
        assertThat(Json.parse(change.path("before").asText())
                        .at("/tasks/tokenSeconds")
                        .asInt())
                .isEqualTo(120);
        JsonNode after = Json.parse(change.path("after").asText());
        assertThat(after.at("/tasks/tokenSeconds").asInt()).isEqualTo(77);
        assertThat(after.at("/tasks/strictness/details").asBoolean()).isTrue();
        ObjectNode document = (ObjectNode)
                realm.admin().get("/agents/export?format=json").expect(200).json();
        assertThat(document.at("/settings/tasks")).isEqualTo(after.path("tasks"));
    }
}
