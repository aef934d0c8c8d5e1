package io.agentidentity.it;

import static io.agentidentity.it.AgentExchangeIT.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.TaskApi;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Single tasks are stopped, go on and end, with everything that was handed down from them. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskEndingIT {

    private static final String INACTIVE = "{\"active\":false}";

    private final TestRealm realm;
    private final Scene scene;
    private final Person sponsor;
    private final App account;
    private final TestAgent head;
    private final TestAgent reader;
    private final TestAgent scanner;

    TaskEndingIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        sponsor = realm.person("sponsor");
        account = realm.confidentialApp("account-app", "account");
        String all = "default-roles-" + realm.name();
        scanner = agent("scanner", all);
        reader = agent("reader", all, "scanner");
        head = agent("head", all, "reader", "scanner");
    }

    /** An agent of bob, so that alice is no more than the person it works for. */
    private TestAgent agent(String clientId, String role, String... delegates) {
        return realm.agent(
                clientId,
                spec -> spec.owner(scene.bob)
                        .sponsors(sponsor)
                        .apps(scene.portal)
                        .scopes(Scene.READ, Scene.WRITE)
                        .targets("erp-api", Scene.MCP)
                        .delegates(delegates)
                        .json(json -> json.withObject("/delegation")
                                .put("rule", "role")
                                .put("role", role)));
    }

    @Test
    void aSuspensionKillsTokensForGoodAndTheLatestContinuesAfterIt() {
        TokenAnswer first = task();
        TokenAnswer latest = head.exchange(first.accessToken()).token();
        String id = Scene.taskId(first);
        Answer suspended = as(scene.alice).suspend(id).expect(200);
        assertThat(suspended.json().path("state").asText()).isEqualTo("suspended");
        assertThat(suspended.json().path("suspendedBy").asText()).isEqualTo("principal");
        assertThat(suspended.json().path("tokensEnded").asInt()).isEqualTo(2);
        lastOf(suspended, first, latest);
        dead(first, latest);
        refused(head.exchange(latest.accessToken()).send(), "invalid_request");
        refused(named(id), "invalid_grant");

        assertThat(as(scene.alice).resume(id).expect(200).json().path("state").asText())
                .isEqualTo("active");
        dead(first, latest);
        refused(head.exchange(first.accessToken()).send(), "invalid_request");
        TokenAnswer next = head.exchange(latest.accessToken()).token();
        assertThat(Scene.taskId(next)).isEqualTo(id);
        assertThat(scene.active(next)).isTrue();
        assertThat(types(id))
                .contains("agent.task.suspended.v1", "agent.task.resumed.v1")
                .doesNotContain("agent.task.ended.v1");
    }

    @Test
    void aSuspensionKillsWhatWasHandedDownToo() {
        TokenAnswer token = task();
        TokenAnswer waiting = handDown(head, token, "reader").token();
        TokenAnswer handed = handDown(head, token, "reader").token();
        TokenAnswer child = reader.exchange(handed.accessToken()).token();
        String id = Scene.taskId(token);
        assertThat(as(scene.bob)
                        .suspend(id)
                        .expect(200)
                        .json()
                        .path("tokensEnded")
                        .asInt())
                .isEqualTo(4);
        dead(token, child);
        refused(reader.exchange(child.accessToken()).send(), "invalid_request");
        refused(reader.exchange(waiting.accessToken()).send(), "invalid_request");

        as(scene.bob).resume(id).expect(200);
        dead(token, child);
        refused(reader.exchange(waiting.accessToken()).send(), "invalid_request");
        refused(reader.exchange(handed.accessToken()).send(), "invalid_request");
        refused(handDown(head, token, "reader").send(), "invalid_request");
        TokenAnswer next = reader.exchange(child.accessToken()).token();
        assertThat(scene.active(next)).isTrue();
        assertThat(Scene.taskId(next)).isEqualTo(Scene.taskId(child));
    }

    @Test
    void whoSuspendedDecidesWhoResumes() {
        TaskApi agent = realm.tasks(head.actorToken().accessToken());
        Map<String, Function<String, Answer>> ways = Map.of(
                "agent", agent::suspend,
                "principal", as(scene.alice)::suspend,
                "owner", as(sponsor)::suspend,
                "admin", id -> admin(id, "suspend"));
        Map<String, List<Integer>> resumed = Map.of(
                "agent", List.of(403, 200),
                "principal", List.of(403, 200),
                "owner", List.of(403, 403, 200),
                "admin", List.of(403, 403, 403, 200));
        ways.forEach((rank, way) -> {
            String id = Scene.taskId(task());
            assertThat(way.apply(id).expect(200).json().path("suspendedBy").asText())
                    .isEqualTo(rank);
            List<Function<String, Answer>> lowestFirst =
                    List.of(agent::resume, as(scene.alice)::resume, as(scene.bob)::resume, i -> admin(i, "resume"));
            List<Integer> expected = resumed.get(rank);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(lowestFirst.get(i).apply(id).status())
                        .as("%s, resumed by %d", rank, i)
                        .isEqualTo(expected.get(i));
            }
        });
    }

    @Test
    void aSponsorHasTheRankOfAnOwner() {
        String id = Scene.taskId(task());
        assertThat(as(sponsor).get(id).status()).isEqualTo(200);
        as(scene.bob).suspend(id).expect(200);
        as(sponsor).resume(id).expect(200);
        assertThat(as(sponsor).complete(id).status()).isEqualTo(403);
        assertThat(as(sponsor)
                        .revoke(id, "x")
                        .expect(200)
                        .json()
                        .path("endedBy")
                        .asText())
                .isEqualTo("owner");
    }

    @Test
    void onlyMovesThatLeadSomewhereAreMade() {
        TokenAnswer token = task();
        String id = Scene.taskId(token);
        assertThat(as(scene.alice).resume(id).status()).isEqualTo(409);
        as(scene.alice).suspend(id).expect(200);
        assertThat(as(scene.alice).suspend(id).status()).isEqualTo(409);
        Answer completed = realm.tasks(head.actorToken().accessToken()).complete(id);
        assertThat(completed.status()).isEqualTo(409);
        assertThat(completed.body()).contains("the task is suspended, so it cannot become completed");
        assertThat(as(scene.bob)
                        .suspend(id)
                        .expect(200)
                        .json()
                        .path("suspendedBy")
                        .asText())
                .as("taken over by a higher rank")
                .isEqualTo("owner");
        assertThat(as(scene.alice).resume(id).status()).isEqualTo(403);
        as(scene.alice).revoke(id, "enough").expect(200);
        for (Answer late : List.of(
                as(scene.bob).suspend(id), as(scene.bob).resume(id), admin(id, "suspend"), admin(id, "resume"))) {
            assertThat(late.status()).isEqualTo(409);
        }
        Answer again = as(scene.bob).revoke(id, "again").expect(200);
        assertThat(again.json().path("endedBy").asText()).isEqualTo("principal");
        lastOf(again, token);
        String waiting = Scene.taskId(handDown(head, task(), "reader").token());
        assertThat(admin(waiting, "suspend").status()).isEqualTo(409);
        assertThat(admin(waiting, "resume").status()).isEqualTo(409);
    }

    @Test
    void aTaskThatIsSuspendedIsNotOpenedAgainByTheSameLogin() {
        String login = scene.login().accessToken();
        TokenAnswer token = head.exchange(login).audience("erp-api").token();
        String id = Scene.taskId(token);
        realm.tasks(head.actorToken().accessToken()).suspend(id).expect(200);
        refused(head.exchange(login).audience("erp-api").send(), "access_denied");
        as(scene.alice).resume(id).expect(200);
        assertThat(Scene.taskId(head.exchange(login).audience("erp-api").token()))
                .isEqualTo(id);
    }

    @Test
    void anEndingEndsEveryTaskBelowWithARecordOfEach() {
        for (String ending : List.of("complete", "revoke")) {
            TokenAnswer token = task();
            TokenAnswer handed = handDown(head, token, "reader")
                    .authorizationDetails(mayHandDown("scanner"))
                    .token();
            TokenAnswer child = reader.exchange(handed.accessToken()).token();
            TokenAnswer handedOn = handDown(reader, child, "scanner").token();
            TokenAnswer grandchild = scanner.exchange(handedOn.accessToken()).token();
            TokenAnswer waiting = handDown(head, token, "reader").token();
            TokenAnswer neighbour = task();

            TaskApi agent = realm.tasks(head.actorToken().accessToken());
            String id = Scene.taskId(token);
            Answer ended = "complete".equals(ending) ? agent.complete(id) : agent.revoke(id, "done");
            assertThat(ended.expect(200).json().path("tokensEnded").asInt()).isEqualTo(6);
            lastOf(ended, token, child, grandchild);
            dead(token, child, grandchild);
            refused(reader.exchange(waiting.accessToken()).send(), "invalid_request");
            refused(scanner.exchange(grandchild.accessToken()).send(), "invalid_request");
            for (TokenAnswer below : List.of(child, grandchild, waiting)) {
                JsonNode task = read(Scene.taskId(below));
                assertThat(task.path("state").asText()).isEqualTo("revoked");
                assertThat(task.path("endedBy").asText()).isEqualTo("agent");
                assertThat(task.path("endReason").asText()).startsWith("the task above it was ");
                JsonNode record = realm.audit("type=agent.task.ended.v1&task=" + Scene.taskId(below));
                assertThat(record).hasSize(1);
                assertThat(record.at("/0/data/actor/client_id").asText()).isEqualTo("head");
            }
            assertThat(scene.active(neighbour)).isTrue();
            Answer again = agent.revoke(id, "again").expect(200);
            assertThat(again.json().path("tokensEnded").asInt()).isZero();
            lastOf(again, token, child, grandchild);
        }
    }

    @Test
    void endingATaskBelowLeavesTheOneAbove() {
        TokenAnswer token = task();
        TokenAnswer child = reader.exchange(
                        handDown(head, token, "reader").token().accessToken())
                .token();
        as(scene.alice).revoke(Scene.taskId(child), "not this").expect(200);
        dead(child);
        assertThat(scene.active(token)).isTrue();
        assertThat(head.exchange(token.accessToken()).send().status()).isEqualTo(200);
    }

    @Test
    void killingTheAgentAboveEndsTheTasksOfOthersBelow() {
        TestAgent chief = agent("chief", "default-roles-" + realm.name(), "reader");
        TokenAnswer token = chief.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(mayHandDown("reader"))
                .token();
        TokenAnswer child = reader.exchange(
                        handDown(chief, token, "reader").token().accessToken())
                .token();
        TokenAnswer waiting = handDown(chief, token, "reader").token();
        TokenAnswer own = taskOf(reader);
        JsonNode killed = chief.kill().expect(200).json();
        assertThat(killed.path("tasksEnded").asInt()).isEqualTo(3);
        assertThat(killed.path("tokensEnded").asInt()).isEqualTo(4);
        for (TokenAnswer below : List.of(child, waiting)) {
            assertThat(read(Scene.taskId(below)).path("state").asText()).isEqualTo("revoked");
            assertThat(realm.audit("type=agent.task.ended.v1&task=" + Scene.taskId(below)))
                    .hasSize(1);
        }
        dead(token, child);
        assertThat(scene.active(own)).isTrue();
        chief.activate().expect(200);
        dead(token, child);
        refused(reader.exchange(waiting.accessToken()).send(), "invalid_request");
    }

    @Test
    void anAdministratorIsNamedAsOneOfTheRealmThatTheyLoggedInTo() {
        String server = realm.issuer().replace("/" + realm.name(), "/master");
        AdminApi warden = realm.adminUser("warden", "manage-agents");
        endsAsOneOf(server, realm.admin(), agent("by-server", "default-roles-" + realm.name(), "scanner"));
        endsAsOneOf(realm.issuer(), warden, agent("by-realm", "default-roles-" + realm.name(), "scanner"));
    }

    private void endsAsOneOf(String issuer, AdminApi admin, TestAgent agent) {
        TokenAnswer alone = taskOf(agent);
        TokenAnswer killed = taskOf(agent);
        admin.post("/agents/tasks/" + Scene.taskId(alone) + "/suspend").expect(200);
        admin.post("/agents/tasks/" + Scene.taskId(alone) + "/resume").expect(200);
        admin.post("/agents/tasks/" + Scene.taskId(alone) + "/revoke").expect(200);
        admin.post(agent.path("/kill")).expect(200);
        assertThat(types(Scene.taskId(alone)))
                .contains("agent.task.suspended.v1", "agent.task.resumed.v1", "agent.task.ended.v1");
        for (TokenAnswer ended : List.of(alone, killed)) {
            for (JsonNode record : realm.audit("task=" + Scene.taskId(ended))) {
                if (record.path("type").asText().startsWith("agent.task.")) {
                    assertThat(record.at("/data/actor/iss").asText())
                            .as(record.toString())
                            .isEqualTo(issuer);
                    assertThat(record.at("/data/principal/iss").asText()).isEqualTo(realm.issuer());
                }
            }
        }
    }

    private TokenAnswer task() {
        return taskOf(head);
    }

    private TokenAnswer taskOf(TestAgent agent) {
        return agent.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails(mayHandDown(agent == head ? "reader\",\"scanner" : "scanner"))
                .token();
    }

    private Answer named(String task) {
        return head.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\",\"task_id\":\"" + task + "\"}]")
                .send();
    }

    private static String mayHandDown(String delegate) {
        return "[{\"type\":\"agent_task\",\"delegation\":{\"allowed_delegates\":[\"" + delegate + "\"]}}]";
    }

    private static Exchange handDown(TestAgent from, TokenAnswer token, String to) {
        return from.exchange(token.accessToken()).audience(to);
    }

    private TaskApi as(Person person) {
        return realm.tasks(account.login(person).accessToken());
    }

    private Answer admin(String task, String move) {
        return realm.admin().post("/agents/tasks/" + task + "/" + move, Map.of("reason", "looks odd"));
    }

    private JsonNode read(String task) {
        return realm.admin().get("/agents/tasks/" + task).expect(200).json();
    }

    private List<String> types(String task) {
        return realm.audit("task=" + task).findValuesAsText("type");
    }

    private static void lastOf(Answer ended, TokenAnswer... tokens) {
        long last = 0;
        for (TokenAnswer token : tokens) {
            last = Math.max(last, token.claims().path("exp").asLong());
        }
        assertThat(Instant.parse(ended.json().path("lastTokenExpiresAt").asText())
                        .getEpochSecond())
                .isEqualTo(last);
    }

    private void dead(TokenAnswer... tokens) {
        for (TokenAnswer token : tokens) {
            assertThat(scene.erp.introspect(token.accessToken()).body()).isEqualTo(INACTIVE);
        }
    }
}
