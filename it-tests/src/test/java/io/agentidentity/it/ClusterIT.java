package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.AllowServerErrors;
import io.agentidentity.it.mail.MailServer;
import io.agentidentity.it.realm.AccessApi;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.it.server.Cluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What holds on one node holds on the other at once; what is to be done once is done by one of them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT extends TwoNodes {

    private static final int ENDINGS = 200;
    private static final int EXCHANGES_AT_ONCE = 3;

    ClusterIT(Cluster cluster) {
        super(cluster, "cluster");
    }

    @Test
    void whatIsEndedOnOneNodeIsDeadOnTheOther() {
        Map<String, Ending> endings = new LinkedHashMap<>();
        endings.put("suspended", (agent, token) -> post(here, agent.path("/suspend")));
        endings.put("killed", (agent, token) -> post(here, agent.path("/kill")));
        endings.put("retired", (agent, token) -> post(here, agent.path("/retire")));
        endings.put("disabled", (agent, token) -> agent.setEnabled(false));
        endings.put("handed over", (agent, token) -> agent.transferTo(scene.bob).expect(200));
        endings.put(
                "deleted", (agent, token) -> here.admin().delete(agent.path("")).expect(204));
        endings.forEach((name, ending) -> {
            TestAgent agent = scene.agent("agent-" + name.replace(' ', '-'), spec -> spec);
            TestAgent thereToo = agent.via(there);
            TokenAnswer login = scene.login();
            TokenAnswer token =
                    thereToo.exchange(login.accessToken()).audience("erp-api").token();
            assertThat(active(there, token)).as(name).isTrue();

            ending.of(agent, token);

            assertThat(active(there, token)).as(name).isFalse();
            assertThat(thereToo.exchange(login.accessToken())
                            .audience("erp-api")
                            .send()
                            .status())
                    .as(name)
                    .isIn(400, 401);
            assertThat(thereToo.clientCredentials().status()).as(name).isIn(400, 401);
        });
    }

    @Test
    void whatEndsTheTasksOfAPersonOrARealmEndsThemOnTheOtherNode() {
        TokenAnswer revoked = scene.exchange().token();
        post(there, "/agents/tasks/" + Scene.taskId(revoked) + "/revoke");
        assertThat(active(here, revoked)).isFalse();

        Person leaver = here.person("leaver");
        scene.clerk.patch(Map.of("delegation", Map.of("rule", "role", "role", "default-roles-" + here.name())));
        TokenAnswer login = scene.portal.login(leaver, Scene.READ);
        TokenAnswer left =
                scene.clerk.exchange(login.accessToken()).audience("erp-api").token();
        there.setEnabled(leaver, false);
        assertThat(active(here, left)).isFalse();
        await().until(() -> scene.clerk
                        .exchange(login.accessToken())
                        .audience("erp-api")
                        .send()
                        .status()
                == 400);

        TokenAnswer stopped = scene.exchange().token();
        post(there, "/agents/emergency-stop");
        assertThat(active(here, stopped)).isFalse();
        assertThat(scene.clerk.clientCredentials().error()).isEqualTo("invalid_client");
        there.admin().delete("/agents/emergency-stop").expect(200);
        assertThat(active(here, stopped)).isFalse();
        assertThat(scene.clerk.clientCredentials().status()).isEqualTo(200);
    }

    @Test
    void callsAreCountedExactlyOnBothNodesTogether() throws Exception {
        TokenAnswer task = scene.exchange()
                .authorizationDetails(Scene.details("'limits':{'max_calls':20}"))
                .token();
        String token = scene.erp.serviceToken().accessToken();
        List<AccessApi> nodes = List.of(new AccessApi(here, token), new AccessApi(there, token));
        List<Callable<Boolean>> calls = IntStream.range(0, 64)
                .<Callable<Boolean>>mapToObj(i -> () -> nodes.get(i % 2)
                        .decide(task, "invoices.list", Map.of())
                        .path("decision")
                        .asBoolean())
                .toList();
        int permitted = 0;
        for (Future<Boolean> answer : threads.invokeAll(calls)) {
            permitted += answer.get() ? 1 : 0;
        }
        assertThat(permitted).isEqualTo(20);
        scene.clerk.suspend("enough").expect(200);
        assertThat(nodes.get(1)
                        .decide(task, "invoices.list", Map.of())
                        .at("/context/denial_reason")
                        .asText())
                .isEqualTo("task_inactive");
        scene.clerk.activate().expect(200);
    }

    /** An exchange that an ending overtakes is refused; one that is overtaken by it hands out a token that is dead already. */
    @Test
    void anEndingLeavesNoTokenAliveHoweverManyAreIssuedMeanwhile() throws Exception {
        TestAgent agent = scene.agent("raced", spec -> spec);
        int issued = 0;
        int refused = 0;
        for (int round = 0; round < ENDINGS; round++) {
            String login = scene.login().accessToken();
            TokenAnswer first = agent.exchange(login).audience("erp-api").token();
            boolean wholeAgent = round % 2 == 0;
            neverUsed(agent);
            List<Callable<Answer>> calls = new ArrayList<>();
            calls.add(() -> post(
                    there, wholeAgent ? agent.path("/suspend") : "/agents/tasks/" + Scene.taskId(first) + "/revoke"));
            for (int i = 0; i < EXCHANGES_AT_ONCE; i++) {
                calls.add(() -> agent.exchange(login).audience("erp-api").send());
            }
            List<Answer> answers = atOnce(calls);
            List<TokenAnswer> tokens = new ArrayList<>(List.of(first));
            for (Answer answer : answers.subList(1, answers.size())) {
                if (answer.status() == 200) {
                    tokens.add(answer.token());
                    issued++;
                } else {
                    assertThat(answer.status()).as(answer.toString()).isIn(400, 401, 403);
                    refused++;
                }
            }
            for (TokenAnswer token : tokens) {
                assertThat(active(here, token)).as("round %d", round).isFalse();
                assertThat(active(there, token)).as("round %d", round).isFalse();
            }
            if (wholeAgent) {
                post(here, agent.path("/activate"));
            }
        }
        assertThat(issued).as("exchanges in time").isPositive();
        assertThat(refused).as("exchanges too late").isPositive();
    }

    @Test
    void ofTwoChangesOfOneVersionOneWins() throws Exception {
        TestAgent agent = scene.agent("changed", spec -> spec);
        for (int round = 0; round < 20; round++) {
            ObjectNode record = (ObjectNode) agent.record();
            record.remove("credential");
            List<Answer> answers = onBoth(realm ->
                    realm.admin().put(agent.path(""), record.deepCopy().put("name", "changed " + UUID.randomUUID())));
            Answer winner = oneWins(answers, 200);
            assertThat(agent.record().path("name")).isEqualTo(winner.json().path("name"));
        }
    }

    @Test
    void ofTwoPatchesOfDifferentMembersNoneIsLost() throws Exception {
        TestAgent agent = scene.agent("patched", spec -> spec);
        for (int round = 0; round < 20; round++) {
            String value = "round " + round;
            int version = agent.record().path("version").asInt();
            List<Answer> answers = atOnce(List.of(
                    () -> here.admin().patch(agent.path(""), Map.of("description", value)),
                    () -> there.admin().patch(agent.path(""), Map.of("purpose", value))));
            assertThat(answers).extracting(Answer::status).containsOnly(200);
            JsonNode record = agent.record();
            assertThat(record.path("description").asText()).isEqualTo(value);
            assertThat(record.path("purpose").asText()).isEqualTo(value);
            assertThat(record.path("version").asInt()).isEqualTo(version + 2);
        }
    }

    @Test
    void ofTwoAgentsOfOneClientIdOneIsMade() throws Exception {
        for (int round = 0; round < 10; round++) {
            String clientId = "twin-" + round;
            Answer winner = oneWins(onBoth(realm -> make(realm, clientId, AgentKey.generate())), 201);
            assertThat(there.admin().get("/agents?search=" + clientId).json()).hasSize(1);
            assertThat(here.clientUuid(clientId)).isEqualTo(winner.createdId());
        }
    }

    @Test
    void ofTwoAgentsOfOneKeyOneIsMade() throws Exception {
        for (int round = 0; round < 10; round++) {
            AgentKey key = AgentKey.generate();
            String prefix = "keyed-" + round;
            Answer winner = oneWins(onBoth(realm -> make(realm, prefix + "-" + UUID.randomUUID(), key)), 201);
            JsonNode made = there.admin().get("/agents?search=" + prefix).json();
            assertThat(made).hasSize(1);
            assertThat(made.at("/0/id").asText()).isEqualTo(winner.createdId());
            assertThat(here.admin()
                            .get("/clients?search=true&clientId=" + prefix + "-")
                            .json())
                    .hasSize(1);
        }
    }

    /** Others may be told of something at the same time. */
    private static long toHeir(MailServer mails) {
        return mails.received().stream()
                .filter(mail -> mail.to().contains("heir@example.org"))
                .count();
    }

    @Test
    void aChoreIsDoneOnceThoughBothNodesTry() {
        try (MailServer mails = MailServer.start()) {
            mails.serve(here);
            Person heir = here.person("heir");
            List<TestAgent> handed = agents("handed");
            List<TestAgent> paused = agents("paused");
            paused.forEach(agent -> here.admin()
                    .post(agent.path("/suspend"), Map.of("until", soon()))
                    .expect(200));
            handed.forEach(agent -> agent.transferTo(heir).expect(200));

            await().until(() -> toHeir(mails) >= handed.size());
            await().until(() -> paused.stream().allMatch(agent -> records(agent, "agent.activated.v1") > 0));

            // One more round of both chores, in which whatever was to be done twice would have been.
            TestAgent last = scene.agent("handed-last", spec -> spec);
            here.admin().post(last.path("/suspend"), Map.of("until", soon())).expect(200);
            await().until(() -> records(last, "agent.activated.v1") > 0);
            last.transferTo(heir).expect(200);
            mails.await(mail -> mail.text().contains("handed-last"));
            assertThat(toHeir(mails)).isEqualTo(handed.size() + 1);
            for (TestAgent agent : handed) {
                assertThat(records(agent, "agent.mail.sent.v1")).isEqualTo(1);
            }
            for (TestAgent agent : paused) {
                assertThat(records(agent, "agent.activated.v1")).isEqualTo(1);
            }
        }
    }

    /** Last, because it takes a node away. */
    @Test
    @Order(Integer.MAX_VALUE)
    @AllowServerErrors("Lost data because of abrupt leavers")
    void aNodeThatDiesWithTheLeaseLosesItToTheOther() throws Exception {
        TestAgent agent = scene.agent("waiting", spec -> spec);
        int holder;
        try (Connection connection = cluster.database().getConnection();
                Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            here.admin().post(agent.path("/suspend"), Map.of("until", soon())).expect(200);
            // The chore gets as far as this row and no further.
            sql.executeQuery("select 1 from agent where id = '" + agent.id() + "' for update");
            await().until(() -> !nodesAtWork().isEmpty());
            assertThat(nodesAtWork()).hasSize(1);
            holder = nodesAtWork().get(0);
            cluster.kill(holder);
            connection.rollback();
        }
        TestRealm left = holder == 0 ? there : here;
        assertThat(activations(left)).isEmpty();

        passLeaseTime();

        await().until(() -> activations(left).size() == 1);
        TestAgent later = agent.via(left);
        assertThat(later.clientCredentials().status()).isEqualTo(200);
        left.admin().post(agent.path("/suspend"), Map.of("until", soon())).expect(200);
        await("a due date after the death").until(() -> activations(left).size() == 2);
    }

    /** What the chore has done; that a suspension is over shows without it. */
    private static JsonNode activations(TestRealm node) {
        return node.audit("agent=waiting&type=agent.activated.v1");
    }

    /** The nodes whose chore waits for the row of an agent that it is about to change. */
    private List<Integer> nodesAtWork() throws SQLException {
        List<Integer> nodes = new ArrayList<>();
        try (Connection connection = cluster.database().getConnection();
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("""
                        select application_name from pg_stat_activity
                        where wait_event_type = 'Lock' and application_name in ('0', '1') and query like 'select%'
                        """)) {
            while (rows.next()) {
                nodes.add(rows.getInt(1));
            }
        }
        return nodes;
    }

    /** Minutes, in truth. */
    private void passLeaseTime() throws SQLException {
        change("update agent_lease set taken_until = 0 where name = 'dates'");
    }

    /** So that each round notes the use, which is noted once a minute, in the row that an ending locks. */
    private void neverUsed(TestAgent agent) throws SQLException {
        change("update agent set last_used_at = null where id = '" + agent.id() + "'");
    }

    private void change(String row) throws SQLException {
        try (Connection connection = cluster.database().getConnection();
                Statement sql = connection.createStatement()) {
            assertThat(sql.executeUpdate(row)).isEqualTo(1);
        }
    }

    private List<TestAgent> agents(String prefix) {
        return IntStream.range(0, 10)
                .mapToObj(number -> scene.agent(prefix + "-" + number, spec -> spec))
                .toList();
    }

    private Answer make(TestRealm realm, String clientId, AgentKey key) {
        ObjectNode agent =
                Json.object().put("clientId", clientId).put("name", clientId).put("environment", "production");
        agent.putObject("owner").put("id", scene.alice.id());
        agent.putObject("delegation").put("rule", "owner");
        ObjectNode credential = agent.putObject("credential").put("type", "private_key_jwt");
        credential.putObject("jwks").putArray("keys").add(key.publicJwk());
        return realm.admin().post("/agents", agent);
    }

    private static Answer oneWins(List<Answer> answers, int status) {
        assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(status, 409);
        return answers.stream()
                .filter(answer -> answer.status() == status)
                .findFirst()
                .orElseThrow();
    }

    private List<Answer> onBoth(Call call) throws Exception {
        return atOnce(List.of(() -> call.to(here), () -> call.to(there)));
    }

    private static Answer post(TestRealm node, String path) {
        return node.admin().post(path, Map.of("reason", "on that node")).expect(200);
    }

    private int records(TestAgent agent, String type) {
        return here.audit("agent=" + agent.clientId() + "&type=" + type).size();
    }

    private static String soon() {
        return Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private interface Ending {
        void of(TestAgent agent, TokenAnswer token);
    }

    private interface Call {
        Answer to(TestRealm node);
    }
}
