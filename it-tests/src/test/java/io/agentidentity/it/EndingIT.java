package io.agentidentity.it;

import static io.agentidentity.it.AgentExchangeIT.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AgentSpec;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How tasks and tokens end, who may end them, and whom an ending must not touch. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndingIT {

    private static final String INACTIVE = "{\"active\":false}";

    private final TestRealm realm;
    private final Scene scene;
    private App account;

    EndingIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
    }

    @BeforeEach
    void people() {
        if (account == null) {
            account = realm.confidentialApp("account-app", "account");
        }
    }

    @Test
    void ct08CompletingATaskKillsItsTokensAndTellsUntilWhenTheyLookGood() {
        TokenAnswer token = explicitTask();
        assertThat(scene.active(token)).isTrue();
        Answer ended = realm.tasks(scene.clerk.actorToken().accessToken()).complete(Scene.taskId(token));
        assertThat(ended.expect(200).json().path("state").asText()).isEqualTo("completed");
        assertThat(ended.json().path("tokensEnded").asInt()).isEqualTo(1);
        long last =
                Instant.parse(ended.json().path("lastTokenExpiresAt").asText()).getEpochSecond();
        assertThat(last).isEqualTo(token.claims().path("exp").asLong());
        dead(token);
        refused(
                scene.exchange()
                        .authorizationDetails("[{\"type\":\"agent_task\",\"task_id\":\"" + Scene.taskId(token) + "\"}]")
                        .send(),
                "invalid_grant");
        assertThat(realm.userinfo(scene.login().accessToken()).status()).isEqualTo(200);
    }

    @Test
    void theAgentAloneMayCompleteAndPrincipalOwnerAndAdminMayRevoke() {
        TestAgent bobs = realm.agent(
                "bobs-agent",
                spec -> spec.owner(scene.bob)
                        .apps(scene.portal)
                        .scopes(Scene.READ)
                        .targets("erp-api")
                        .json(json -> json.withObject("/delegation")
                                .put("rule", "role")
                                .put("role", "default-roles-" + realm.name())));
        String alice = account.login(scene.alice).accessToken();
        String bob = account.login(scene.bob).accessToken();
        Person carol = realm.person("carol");
        String stranger = account.login(carol).accessToken();

        String task = Scene.taskId(taskOf(bobs));
        assertThat(realm.tasks(alice).complete(task).status()).isEqualTo(403);
        assertThat(realm.tasks(bob).complete(task).status()).isEqualTo(403);
        assertThat(realm.tasks(alice).get(task).json().path("state").asText()).isEqualTo("active");
        Answer foreign = realm.tasks(stranger).revoke(task, "x");
        Answer unknown = realm.tasks(stranger).revoke("tsk_AAAAAAAAAAAAAAAAAAAAAAAAAAA", "x");
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign.body()).isEqualTo(unknown.body());
        assertThat(realm.tasks(scene.clerk.actorToken().accessToken()).get(task).status())
                .isEqualTo(404);

        assertThat(realm.tasks(alice)
                        .revoke(task, "enough")
                        .expect(200)
                        .json()
                        .path("endedBy")
                        .asText())
                .isEqualTo("principal");
        String second = Scene.taskId(taskOf(bobs));
        assertThat(realm.tasks(bob)
                        .revoke(second, "mine")
                        .expect(200)
                        .json()
                        .path("endedBy")
                        .asText())
                .isEqualTo("owner");
        String third = Scene.taskId(taskOf(bobs));
        assertThat(realm.admin()
                        .post("/agents/tasks/" + third + "/revoke", Map.of("reason", "audit"))
                        .expect(200)
                        .json()
                        .path("endedBy")
                        .asText())
                .isEqualTo("admin");
        String fourth = Scene.taskId(taskOf(bobs));
        assertThat(realm.tasks(bobs.actorToken().accessToken())
                        .revoke(fourth, "done")
                        .expect(200)
                        .json()
                        .path("endedBy")
                        .asText())
                .isEqualTo("agent");
    }

    @Test
    void theTaskApiTakesNoTaskTokenAndNoTokenForOthers() {
        TokenAnswer token = explicitTask();
        for (String wrong :
                List.of(token.accessToken(), scene.erp.serviceToken().accessToken(), "garbage")) {
            assertThat(realm.tasks(wrong).get(Scene.taskId(token)).status()).isEqualTo(401);
            assertThat(realm.tasks(wrong).revoke(Scene.taskId(token), "x").status())
                    .isEqualTo(401);
        }
        assertThat(realm.call("GET", "/agents/tasks/" + Scene.taskId(token), "", "")
                        .status())
                .isEqualTo(401);
        assertThat(scene.active(token)).isTrue();
    }

    @Test
    void anEndedTaskStaysAsItEnded() {
        TokenAnswer token = explicitTask();
        String actor = scene.clerk.actorToken().accessToken();
        realm.tasks(actor).complete(Scene.taskId(token)).expect(200);
        Answer again = realm.tasks(actor).revoke(Scene.taskId(token), "late");
        assertThat(again.expect(200).json().path("state").asText()).isEqualTo("completed");
        assertThat(again.json().path("tokensEnded").asInt()).isZero();
    }

    @Test
    void suspendingAnAgentEndsItsTasksForGoodAndNeverTouchesThePerson() {
        TestAgent agent = scene.agent("suspended", spec -> spec);
        TokenAnswer login = scene.login();
        TokenAnswer token =
                agent.exchange(login.accessToken()).audience("erp-api").token();
        TokenAnswer actor = agent.actorToken();
        assertThat(agent.suspend("incident 7")
                        .expect(200)
                        .json()
                        .path("tasksEnded")
                        .asInt())
                .isEqualTo(1);
        dead(token);
        assertThat(realm.tasks(actor.accessToken()).get(Scene.taskId(token)).status())
                .isEqualTo(401);
        refused(agent.exchange(login.accessToken()).audience("erp-api").send(), "invalid_client");
        refused(agent.clientCredentials(), "invalid_client");
        assertThat(realm.userinfo(login.accessToken()).status()).isEqualTo(200);
        assertThat(scene.portal.tryLogin(scene.alice).status()).isEqualTo(200);

        agent.activate().expect(200);
        dead(token);
        assertThat(realm.tasks(actor.accessToken()).get(Scene.taskId(token)).status())
                .isEqualTo(401);
        refused(agent.exchange(login.accessToken()).audience("erp-api").send(), "access_denied");
        assertThat(agent.exchange(scene.login().accessToken())
                        .audience("erp-api")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void ac32ADisabledClientGetsAndUsesNothing() {
        TestAgent agent = scene.agent("disabled-client", spec -> spec);
        TokenAnswer token =
                agent.exchange(scene.login().accessToken()).audience("erp-api").token();
        agent.setEnabled(false);
        dead(token);
        assertThat(agent.exchange(scene.login().accessToken())
                        .audience("erp-api")
                        .send()
                        .status())
                .isIn(400, 401);
    }

    @Test
    void anExpiredAgentGetsAndUsesNothing() {
        TestAgent agent = scene.agent("expired", spec -> spec);
        TokenAnswer token =
                agent.exchange(scene.login().accessToken()).audience("erp-api").token();
        agent.patch(Map.of("expiresAt", "2020-01-01T00:00:00Z")).expect(200);
        dead(token);
        refused(agent.exchange(scene.login().accessToken()).audience("erp-api").send(), "invalid_client");
        assertThat(agent.record().path("status").asText()).isEqualTo("expired");
    }

    @Test
    void ct10ADisabledOwnerStopsTheAgentForEverybodyAndEnablingRevivesNothing() {
        Person dora = realm.person("dora");
        TestAgent agent = realm.agent(
                "doras-agent",
                spec -> spec.owner(dora)
                        .apps(scene.portal)
                        .scopes(Scene.READ)
                        .targets("erp-api")
                        .json(json -> json.withObject("/delegation")
                                .put("rule", "role")
                                .put("role", "default-roles-" + realm.name())));
        TokenAnswer token = taskOf(agent);
        TokenAnswer login = scene.login();
        realm.setEnabled(dora, false);
        dead(token);
        refused(agent.exchange(login.accessToken()).audience("erp-api").send(), "invalid_client");
        refused(agent.clientCredentials(), "invalid_client");
        assertThat(agent.record().path("status").asText()).isEqualTo("orphaned");
        assertThat(realm.userinfo(login.accessToken()).status())
                .as("alice is not touched")
                .isEqualTo(200);
        realm.setEnabled(dora, true);
        dead(token);
        assertThat(taskOf(agent).json().has("access_token")).isTrue();
    }

    @Test
    void aDeletedOwnerOrphansTheAgentUntilItHasAnotherOwner() {
        Person eve = realm.person("eve");
        TestAgent agent = realm.agent(
                "eves-agent",
                spec -> spec.owner(eve).apps(scene.portal).scopes(Scene.READ).targets("erp-api"));
        TokenAnswer token = agent.exchange(scene.portal.login(eve, Scene.READ).accessToken())
                .audience("erp-api")
                .token();
        realm.admin().delete("/users/" + eve.id()).expect(204);
        dead(token);
        refused(agent.clientCredentials(), "invalid_client");
        assertThat(agent.record().path("status").asText()).isEqualTo("orphaned");
        agent.patch(Map.of("owner", "alice")).expect(200);
        assertThat(agent.record().path("status").asText())
                .as("until alice takes it on")
                .isEqualTo("orphaned");
        scene.myAgents(scene.alice).confirm(agent).expect(200);
        assertThat(agent.record().path("status").asText()).isEqualTo("active");
        assertThat(agent.clientCredentials().status()).isEqualTo(200);
        dead(token);
    }

    @Test
    void aDisabledPersonIsNobodysPrincipal() {
        Person frank = realm.person("frank");
        TestAgent agent = scene.agent(
                "for-frank",
                spec -> spec.json(json -> json.withObject("/delegation")
                        .put("rule", "role")
                        .put("role", "default-roles-" + realm.name())));
        TokenAnswer login = scene.portal.login(frank, Scene.READ);
        TokenAnswer token =
                agent.exchange(login.accessToken()).audience("erp-api").token();
        realm.setEnabled(frank, false);
        dead(token);
        refused(agent.exchange(login.accessToken()).audience("erp-api").send(), "invalid_request");
        realm.setEnabled(frank, true);
        dead(token);
    }

    @Test
    void aPersonWhoIsLockedOutForGoodIsNobodysPrincipalAndTheirAgentsComeBack(Realms realms) {
        TestRealm other = realms.create("lockout");
        Scene there = new Scene(other);
        TokenAnswer token = there.exchange().token();
        other.admin()
                .put("", Map.of("bruteForceProtected", true, "permanentLockout", true, "failureFactor", 1))
                .expect(204);
        Person guessed = new Person(there.alice.id(), there.alice.username(), "wrong");
        await().until(() -> {
            there.portal.tryLogin(guessed);
            return !other.admin()
                    .get("/users/" + guessed.id())
                    .json()
                    .path("enabled")
                    .asBoolean();
        });
        assertThat(there.active(token)).isFalse();
        refused(there.clerk.clientCredentials(), "invalid_client");
        assertThat(there.clerk.record().path("status").asText()).isEqualTo("suspended");
        other.admin().put("/users/" + guessed.id(), Map.of("enabled", true)).expect(204);
        assertThat(there.active(token)).as("what ran for the person").isFalse();
        assertThat(there.clerk.clientCredentials().status())
                .as("a lockout, which anybody can bring about, ends no agent for good")
                .isEqualTo(200);
        assertThat(other.audit("type=agent.owner.disabled.v1")).isEmpty();
    }

    @Test
    void ac86ANewOwnerStartsWithoutTheOldOnesTasks() {
        TestAgent agent = scene.agent("handed-over", spec -> spec);
        TokenAnswer login = scene.login();
        TokenAnswer token =
                agent.exchange(login.accessToken()).audience("erp-api").token();
        agent.patch(Map.of("owner", "bob")).expect(200);
        dead(token);
        refused(agent.exchange(login.accessToken()).audience("erp-api").send(), "invalid_client");
        scene.myAgents(scene.bob).confirm(agent).expect(200);
        dead(token);
        refused(agent.exchange(login.accessToken()).audience("erp-api").send(), "invalid_request");
    }

    @Test
    void notBeforeOfRealmClientAndPersonIsHonoured(Realms realms) {
        TestRealm other = realms.create("elsewhere");
        Scene there = new Scene(other);
        TokenAnswer token = there.exchange().token();
        long later = Instant.now().getEpochSecond() + 5;
        JsonNode client = other.admin().get("/clients/" + there.clerk.id()).json();
        other.admin()
                .put(
                        "/clients/" + there.clerk.id(),
                        ((com.fasterxml.jackson.databind.node.ObjectNode) client).put("notBefore", later))
                .expect(204);
        assertThat(there.active(token)).isFalse();
        other.admin()
                .put(
                        "/clients/" + there.clerk.id(),
                        ((com.fasterxml.jackson.databind.node.ObjectNode) client).put("notBefore", 0))
                .expect(204);
        assertThat(there.active(token)).isTrue();
        other.admin().put("", Map.of("notBefore", later)).expect(204);
        assertThat(there.active(token)).isFalse();
    }

    /** Which sets the person's not-before. */
    @Test
    void whenAnAdministratorEndsAllSessionsOfAPersonWhatRunsForThemEnds() {
        Person gina = realm.person("gina");
        TestAgent agent = scene.agent(
                "for-gina",
                spec -> forEverybody(spec)
                        .json(json -> json.withObject("/ceiling").put("concurrentTasks", 2)));
        TokenAnswer login = scene.portal.login(gina, Scene.READ);
        TokenAnswer token =
                agent.exchange(login.accessToken()).audience("erp-api").token();
        TokenAnswer others = taskOf(agent);
        assertThat(scene.active(token)).isTrue();

        realm.admin().post("/users/" + gina.id() + "/logout").expect(204);

        dead(token);
        refused(agent.exchange(token.accessToken()).send(), "invalid_request");
        refused(agent.exchange(login.accessToken()).audience("erp-api").send(), "invalid_request");
        JsonNode task = realm.admin()
                .get("/agents/tasks/" + Scene.taskId(token))
                .expect(200)
                .json();
        assertThat(task.path("state").asText()).isEqualTo("revoked");
        assertThat(task.path("endReason").asText()).contains("logged out everywhere");
        assertThat(scene.active(others)).as("another person's").isTrue();
        assertThat(scene.active(
                        agent.exchange(scene.portal.login(gina, Scene.READ).accessToken())
                                .audience("erp-api")
                                .token()))
                .as("a new login, and the place of the ended task is free")
                .isTrue();
    }

    @Test
    void anEndingOfManyTellsUntilWhenTheTokensOfTasksLookGoodThatWereOverBefore() {
        Person hugo = realm.person("hugo");
        TestAgent delegate = scene.agent("late-delegate", spec -> forEverybody(spec));
        TestAgent agent =
                scene.agent("all-done", spec -> forEverybody(spec.owner(hugo)).delegates("late-delegate"));
        TokenAnswer token = agent.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(
                        "[{\"type\":\"agent_task\",\"delegation\":{\"allowed_delegates\":" + "[\"late-delegate\"]}}]")
                .token();
        TokenAnswer below = delegate.exchange(agent.exchange(token.accessToken())
                        .audience("late-delegate")
                        .token()
                        .accessToken())
                .token();
        realm.tasks(agent.actorToken().accessToken())
                .complete(Scene.taskId(token))
                .expect(200);
        long last = below.claims().path("exp").asLong();

        assertThat(lastTokenExpires(
                        realm.admin().put(agent.path("/blocks/" + scene.alice.id()), Map.of("reason", "no"))))
                .isEqualTo(last);
        assertThat(lastTokenExpires(agent.suspend("now"))).isEqualTo(last);
        assertThat(lastTokenExpires(agent.suspend("again"))).isEqualTo(last);
        assertThat(lastTokenExpires(agent.kill())).isEqualTo(last);
        Answer killed = realm.admin().post("/agents/kill?owner=hugo");
        assertThat(lastTokenExpires(killed)).isEqualTo(last);
        assertThat(killed.json().path("tasksEnded").asInt()).isZero();
        assertThat(lastTokenExpires(agent.retire())).isEqualTo(last);
        assertThat(lastTokenExpires(agent.retire())).isEqualTo(last);
    }

    @Test
    void anEmergencyStopTellsTheSameOfTheWholeRealm(Realms realms) {
        TestRealm other = realms.create("all-over");
        Scene there = new Scene(other);
        TokenAnswer token = there.exchange().token();
        other.tasks(there.clerk.actorToken().accessToken())
                .complete(Scene.taskId(token))
                .expect(200);
        Answer stopped = other.admin().post("/agents/emergency-stop", Map.of("reason", "drill"));
        assertThat(lastTokenExpires(stopped))
                .isEqualTo(token.claims().path("exp").asLong());
    }

    private static long lastTokenExpires(Answer ended) {
        return Instant.parse(ended.json().path("lastTokenExpiresAt").asText()).getEpochSecond();
    }

    private AgentSpec forEverybody(AgentSpec spec) {
        return spec.json(json ->
                json.withObject("/delegation").put("rule", "role").put("role", "default-roles-" + realm.name()));
    }

    @Test
    void aTokenIsRevokedByItsAgentOnlyAndTheTaskGoesOn() {
        TokenAnswer token = explicitTask();
        TestAgent rival = scene.agent("revoking-rival", spec -> spec);
        Answer foreign = rival.revokeToken(token.accessToken());
        assertThat(foreign.status()).isEqualTo(200);
        assertThat(scene.active(token)).isTrue();
        Answer own = scene.clerk.revokeToken(token.accessToken());
        assertThat(own.status()).isEqualTo(200);
        assertThat(own.body()).isEqualTo(foreign.body());
        dead(token);
        assertThat(scene.exchange()
                        .authorizationDetails("[{\"type\":\"agent_task\",\"task_id\":\"" + Scene.taskId(token) + "\"}]")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theSameLoginReopensATaskThatTheAgentCompletedButNoneThatWasRevoked() {
        String login = scene.login().accessToken();
        TokenAnswer first = scene.clerk.exchange(login).audience("erp-api").token();
        realm.tasks(scene.clerk.actorToken().accessToken())
                .complete(Scene.taskId(first))
                .expect(200);
        TokenAnswer second = scene.clerk.exchange(login).audience("erp-api").token();
        assertThat(Scene.taskId(second)).isNotEqualTo(Scene.taskId(first));
        realm.admin().post("/agents/tasks/" + Scene.taskId(second) + "/revoke").expect(200);
        refused(scene.clerk.exchange(login).audience("erp-api").send(), "access_denied");
    }

    @Test
    void aLoginThatSomebodyStoppedATaskOfOpensNoOtherAtTheSameServerWhateverItAsksFor() {
        for (boolean plain : List.of(true, false)) {
            String login = scene.login().accessToken();
            Exchange begun = scene.clerk.exchange(login).audience("erp-api");
            TokenAnswer token = (plain ? begun : begun.authorizationDetails(details("invoices.list"))).token();
            realm.tasks(scene.portal.login(scene.alice).accessToken())
                    .revoke(Scene.taskId(token), "not today")
                    .expect(200);
            for (Exchange again : List.of(
                    scene.clerk.exchange(login).audience("erp-api"),
                    scene.clerk.exchange(login).resource(Scene.MCP),
                    scene.clerk.exchange(login).audience("erp-api").authorizationDetails("[{\"type\":\"agent_task\"}]"),
                    scene.clerk.exchange(login).audience("erp-api").authorizationDetails(details("invoices.read")),
                    scene.clerk.exchange(login).resource(Scene.MCP).authorizationDetails(details("invoices.list")))) {
                Answer answer = again.send();
                refused(answer, "access_denied");
                assertThat(answer.errorDescription()).startsWith("task_ended_for_login");
            }
            assertThat(scene.active(scene.exchange().token()))
                    .as("another login")
                    .isTrue();
        }
    }

    private static String details(String action) {
        return "[{\"type\":\"agent_task\",\"actions\":[\"" + action + "\"]}]";
    }

    @Test
    void ac77OnlyAResourceServerWithinTheAudienceIsTold() {
        TokenAnswer byClientId = scene.exchange().token();
        TokenAnswer byUri = scene.clerk
                .exchange(scene.login().accessToken())
                .resource(Scene.MCP)
                .token();
        assertThat(scene.active(byClientId)).isTrue();
        assertThat(scene.active(byUri)).isTrue();
        assertThat(scene.gateway
                        .introspect(byUri.accessToken())
                        .json()
                        .path("active")
                        .asBoolean())
                .isTrue();
        for (TokenAnswer token : List.of(byClientId, byUri)) {
            assertThat(scene.stranger.introspect(token.accessToken()).body()).isEqualTo(INACTIVE);
            assertThat(scene.portal.introspect(token.accessToken()).body()).isEqualTo(INACTIVE);
            assertThat(scene.clerk.introspect(token.accessToken()).body()).isEqualTo(INACTIVE);
        }
        assertThat(scene.gateway.introspect(byClientId.accessToken()).body()).isEqualTo(INACTIVE);
    }

    @Test
    void introspectionTellsThePersonTheAgentAndTheTask() {
        TokenAnswer token = explicitTask();
        JsonNode facts = scene.facts(token);
        assertThat(facts.path("active").asBoolean()).isTrue();
        assertThat(facts.path("sub").asText()).isEqualTo(scene.alice.id());
        assertThat(facts.path("username").asText()).isEqualTo("alice");
        assertThat(facts.at("/act/client_id").asText()).isEqualTo("ap-clerk");
        assertThat(facts.at("/authorization_details/0/task_id").asText()).isEqualTo(Scene.taskId(token));
        assertThat(facts.path("client_id").asText()).isEqualTo("ap-clerk");
        assertThat(facts.path("token_type").asText()).isEqualTo("Bearer");
    }

    @Test
    void aRaceOfIssueAgainstSuspensionLeavesNoLiveToken() {
        TestAgent agent = scene.agent("racer", spec -> spec);
        List<String> logins =
                IntStream.range(0, 4).mapToObj(i -> scene.login().accessToken()).toList();
        AtomicBoolean suspended = new AtomicBoolean();
        List<Answer> answers = IntStream.range(0, 40)
                .parallel()
                .mapToObj(i -> {
                    if (i == 20 && suspended.compareAndSet(false, true)) {
                        agent.suspend("now").expect(200);
                    }
                    return agent.exchange(logins.get(i % 4))
                            .audience("erp-api")
                            .authorizationDetails("[{\"type\":\"agent_task\"}]")
                            .send();
                })
                .toList();
        assertThat(suspended).isTrue();
        agent.activate().expect(200);
        assertThat(answers.stream().filter(answer -> answer.status() == 200).map(Answer::token))
                .noneMatch(scene::active);
        assertThat(answers.stream().map(Answer::status)).allMatch(status -> status == 200 || status == 401);
    }

    private TokenAnswer explicitTask() {
        return scene.exchange()
                .authorizationDetails("[{\"type\":\"agent_task\",\"actions\":[\"invoices.list\"]}]")
                .token();
    }

    private TokenAnswer taskOf(TestAgent agent) {
        return agent.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\"}]")
                .token();
    }

    private void dead(TokenAnswer token) {
        assertThat(scene.erp.introspect(token.accessToken()).body()).isEqualTo(INACTIVE);
    }
}
