package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.it.server.Cluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Endings of single tasks, tokens and people on one node, as the other node sees them; and endings that meet on both. */
class ClusterEndingIT extends TwoNodes {

    private static final int MEETINGS = 15;

    private final TestAgent head;
    private final TestAgent below;

    ClusterEndingIT(Cluster cluster) {
        super(cluster, "cluster-endings");
        head = scene.agent("head", spec -> scene.forEverybody(spec).delegates("below"));
        below = scene.agent("below", scene::forEverybody);
    }

    @Test
    void aTaskThatIsEndedOnOneNodeIsOverOnTheOtherWithAllBelow() {
        String actor = head.actorToken().accessToken();
        TokenAnswer completed = task(head, scene.alice);
        TokenAnswer child = below.exchange(handedDown(completed)).token();
        String unused = handedDown(completed);
        assertThat(active(there, completed)).isTrue();
        assertThat(active(there, child)).isTrue();
        here.tasks(actor).complete(Scene.taskId(completed)).expect(200);
        assertThat(active(there, completed)).isFalse();
        assertThat(active(there, child)).isFalse();
        refusedThere(head, completed.accessToken());
        refusedThere(below, child.accessToken());
        refusedThere(below, unused);

        TokenAnswer revoked = task(head, scene.alice);
        here.admin().post("/agents/tasks/" + Scene.taskId(revoked) + "/revoke").expect(200);
        assertThat(active(there, revoked)).isFalse();
    }

    @Test
    void aTaskThatIsSuspendedOnOneNodeGoesOnFromTheOther() {
        TokenAnswer token = task(head, scene.alice);
        TokenAnswer child = below.exchange(handedDown(token)).token();
        String path = "/agents/tasks/" + Scene.taskId(token);
        here.admin().post(path + "/suspend").expect(200);
        assertThat(active(there, token)).isFalse();
        assertThat(active(there, child)).isFalse();
        refusedThere(head, token.accessToken());
        there.admin().post(path + "/resume").expect(200);
        assertThat(active(here, token)).isFalse();
        TokenAnswer next = head.exchange(token.accessToken()).token();
        assertThat(active(there, next)).isTrue();
    }

    @Test
    void aTokenThatIsRevokedOnOneNodeIsDeadOnTheOtherWithAllThatCameOfIt() {
        TokenAnswer token = task(head, scene.alice);
        TokenAnswer child = below.exchange(handedDown(token)).token();
        TokenAnswer next = head.exchange(token.accessToken()).token();
        assertThat(head.revokeToken(token.accessToken()).status()).isEqualTo(200);
        for (TokenAnswer one : List.of(token, child, next)) {
            assertThat(active(there, one)).isFalse();
        }
        refusedThere(head, next.accessToken());
    }

    @Test
    void aBlockOnOneNodeHoldsOnTheOther() {
        Person ida = here.person("ida");
        TokenAnswer token = task(head, ida);
        TokenAnswer others = task(head, scene.alice);
        here.admin()
                .put(head.path("/blocks/" + ida.id()), Map.of("reason", "no"))
                .expect(200);
        assertThat(active(there, token)).isFalse();
        assertThat(active(there, others)).isTrue();
        Answer refused = head.via(there)
                .exchange(scene.portal.login(ida, Scene.READ).accessToken())
                .audience("erp-api")
                .send();
        assertThat(refused.error()).isEqualTo("access_denied");
    }

    @Test
    void anOwnerWhoIsDisabledOnOneNodeAnswersForNothingOnTheOther() {
        Person jack = here.person("jack");
        TestAgent jacks = scene.agent("jacks", spec -> scene.forEverybody(spec.owner(jack)));
        TokenAnswer token = alone(jacks, scene.alice);
        here.setEnabled(jack, false);
        assertThat(active(there, token)).isFalse();
        there.setEnabled(jack, true);
        assertThat(active(here, token)).isFalse();
        assertThat(active(there, token)).isFalse();
        refusedThere(jacks, token.accessToken());
    }

    @Test
    void aTaskRunsOutOnBothNodes() {
        TokenAnswer token = head.exchange(
                        scene.portal.login(scene.alice, Scene.READ).accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\",\"limits\":{\"max_duration\":3}}]")
                .token();
        await().until(() -> !active(here, token));
        assertThat(active(there, token)).isFalse();
        refusedThere(head, token.accessToken());
    }

    @Test
    void ac29AProofAndAnAssertionThatOneNodeHasSeenAreRefusedByTheOther() {
        String login = scene.login().accessToken();
        String proof = AgentKey.generate().proof("POST", here.issuer() + "/protocol/openid-connect/token");
        assertThat(head.exchange(login)
                        .audience("erp-api")
                        .header("DPoP", proof)
                        .send()
                        .status())
                .isEqualTo(200);
        Answer replayed = head.via(there)
                .exchange(login)
                .audience("erp-api")
                .header("DPoP", proof)
                .send();
        assertThat(replayed.status()).as(replayed.toString()).isEqualTo(400);

        String assertion = head.clientAssertion();
        Form form = Form.of("grant_type", "client_credentials")
                .and("client_id", head.clientId())
                .and("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                .and("client_assertion", assertion);
        assertThat(here.tokenRequest(form).status()).isEqualTo(200);
        Answer again = there.tokenRequest(form);
        assertThat(again.status()).as(again.toString()).isIn(400, 401);
        assertThat(again.json().has("access_token")).isFalse();
    }

    /** Nobody asks for a token meanwhile, and no event tells. */
    @Test
    void aPersonWhoIsDisabledWithoutAnEventIsFoundByTheChoreAndSoIsWhatSlippedThrough() throws SQLException {
        Person kim = here.person("kim");
        TokenAnswer token = task(head, kim);
        changeUnseen("update user_entity set enabled = false where id = '" + kim.id() + "'");
        await().until(() -> "revoked".equals(state(token)));

        changeUnseen(
                "update user_entity set enabled = true where id = '" + kim.id() + "'",
                "update agent_task set state = 'ACTIVE', ended_by = null where id = '" + Scene.taskId(token) + "'");
        await().until(() -> "revoked".equals(state(token)));
        TokenAnswer next = task(head, kim);
        assertThat(active(there, next)).isTrue();
        assertThat(active(there, token)).isFalse();
    }

    /** Each of them locks rows of several agents and tasks; in one order, or some would give up. */
    @Test
    void endingsOfManyAgentsAtOnceDoNotGetIntoEachOthersWay() throws Exception {
        Person dee = here.person("dee");
        TestAgent last = scene.agent("dees-last", spec -> scene.forEverybody(spec.owner(dee)));
        TestAgent first = scene.agent(
                "dees-first", spec -> scene.forEverybody(spec.owner(dee)).delegates("dees-last"));
        for (int round = 0; round < MEETINGS; round++) {
            List<TokenAnswer> tokens = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                TokenAnswer token = task(first, dee, "dees-last");
                tokens.add(token);
                tokens.add(last.exchange(first.exchange(token.accessToken())
                                .audience("dees-last")
                                .token()
                                .accessToken())
                        .token());
                tokens.add(alone(last, dee));
            }
            List<Callable<Answer>> endings = List.of(
                    () -> here.admin().post("/agents/kill?owner=dee"),
                    () -> there.admin().post(last.path("/suspend"), Map.of("reason", "odd")),
                    () -> there.admin().put(last.path("/blocks/" + dee.id()), Map.of("reason", "odd")),
                    () -> here.admin().post("/users/" + dee.id() + "/logout"));
            assertThat(atOnce(endings)).extracting(Answer::status).containsOnly(200, 204);
            for (TokenAnswer token : tokens) {
                assertThat(active(there, token)).isFalse();
            }
            here.admin().delete(last.path("/blocks/" + dee.id())).expect(200);
            first.activate().expect(200);
            last.activate().expect(200);
        }
    }

    /** A task that is not handed down. */
    private TokenAnswer alone(TestAgent agent, Person person) {
        return agent.exchange(scene.portal.login(person, Scene.READ).accessToken())
                .audience("erp-api")
                .token();
    }

    private TokenAnswer task(TestAgent agent, Person person) {
        return task(agent, person, "below");
    }

    private TokenAnswer task(TestAgent agent, Person person, String delegate) {
        return agent.exchange(scene.portal.login(person, Scene.READ).accessToken())
                .audience("erp-api")
                .authorizationDetails(
                        "[{\"type\":\"agent_task\",\"delegation\":{\"allowed_delegates\":[\"" + delegate + "\"]}}]")
                .token();
    }

    private String handedDown(TokenAnswer token) {
        return head.exchange(token.accessToken()).audience("below").token().accessToken();
    }

    private void refusedThere(TestAgent agent, String token) {
        assertThat(agent.via(there).exchange(token).send().status()).isEqualTo(400);
    }

    private String state(TokenAnswer token) {
        return here.admin()
                .get("/agents/tasks/" + Scene.taskId(token))
                .expect(200)
                .json()
                .path("state")
                .asText();
    }

    /** As a directory does it: no event tells. */
    private void changeUnseen(String... rows) throws SQLException {
        try (Connection connection = cluster.database().getConnection();
                Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String row : rows) {
                assertThat(sql.executeUpdate(row)).isEqualTo(1);
            }
            connection.commit();
        }
        here.admin().post("/clear-user-cache").expect(204);
    }
}
