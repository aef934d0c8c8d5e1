package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.MyAgents;
import io.agentidentity.it.realm.TaskApi;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An agent holds its owner's token. With it, it may stop what it does, and never say in the owner's name that it may go on. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FirstHandIT {

    private final TestRealm realm;
    private final Scene scene;

    FirstHandIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
    }

    private static void notFirstHand(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
        assertThat(answer.error()).isEqualTo("token_not_first_hand");
        assertThat(answer.errorDescription()).contains("account console");
    }

    @Test
    void withATokenThatItIsGivenAnAgentDoesNotUndoWhatStopsIt() {
        TestAgent agent = scene.agent("own-owner", spec -> spec);
        MyAgents held = realm.myAgents(scene.portal.login(scene.alice).accessToken());
        MyAgents own = scene.myAgents(scene.alice);

        held.suspend(agent).expect(200);
        notFirstHand(held.activate(agent));
        notFirstHand(held.review(agent));
        own.activate(agent).expect(200);
        own.review(agent).expect(200);

        agent.transferTo(scene.bob).expect(200);
        notFirstHand(realm.myAgents(scene.portal.login(scene.bob).accessToken()).confirm(agent));
        assertThat(scene.myAgents(scene.bob).confirm(agent).status()).isEqualTo(200);
        assertThat(realm.audit("agent=own-owner&type=agent.request.refused.v1").toString())
                .contains("token_not_first_hand", scene.alice.id());
    }

    @Test
    void norResumesItsTaskNorLiftsABlock() {
        TestAgent agent = scene.agent("resumer", spec -> spec);
        TokenAnswer login = scene.login();
        TokenAnswer token = agent.exchange(login.accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\"}]")
                .token();
        TaskApi held = realm.tasks(login.accessToken());
        String own = scene.other.login(scene.alice).accessToken();
        held.suspend(Scene.taskId(token)).expect(200);
        notFirstHand(held.resume(Scene.taskId(token)));
        realm.tasks(own).resume(Scene.taskId(token)).expect(200);

        for (String path : List.of(
                "/agents/me/blocks/" + agent.id(), "/agents/me/agents/" + agent.id() + "/blocks/" + scene.alice.id())) {
            realm.call("PUT", path, "", login.accessToken()).expect(200);
            notFirstHand(realm.call("DELETE", path, "", login.accessToken()));
            realm.call("DELETE", path, "", own).expect(200);
        }
        held.revoke(Scene.taskId(token), "stopping is open to every token").expect(200);
    }

    @Test
    void theLineOfATaskCounts() {
        TestAgent reader = realm.agent(
                "far-reader",
                spec -> spec.owner(scene.alice)
                        .scopes(Scene.READ)
                        .targets("erp-api")
                        .actions("invoices.list"));
        TestAgent head = scene.agent("near-head", spec -> spec.delegates("far-reader"));
        TokenAnswer login = scene.login();
        TokenAnswer token = head.exchange(login.accessToken())
                .audience("erp-api")
                .authorizationDetails(
                        "[{\"type\":\"agent_task\",\"delegation\":{\"allowed_delegates\":[\"far-reader\"]}}]")
                .token();
        TokenAnswer handed = head.exchange(token.accessToken())
                .audience("far-reader")
                .scope(Scene.READ)
                .authorizationDetails("[{\"type\":\"agent_task\",\"actions\":[\"invoices.list\"]}]")
                .token();
        TokenAnswer child = reader.exchange(handed.accessToken()).token();
        TaskApi held = realm.tasks(login.accessToken());
        held.suspend(Scene.taskId(child)).expect(200);
        notFirstHand(held.resume(Scene.taskId(child)));
    }

    @Test
    void neitherATokenThatNamesAnAgentNorOneThatMayBeActedWith() {
        TestAgent agent = scene.agent("named-agent", spec -> spec);
        App named = realm.confidentialApp("naming-app", "named-agent");
        scene.myAgents(scene.alice).suspend(agent).expect(200);
        notFirstHand(realm.myAgents(named.login(scene.alice).accessToken()).activate(agent));

        App acting = realm.confidentialApp("acting-app");
        realm.admin()
                .post(
                        "/clients/" + acting.id() + "/protocol-mappers/models",
                        Map.of(
                                "name", "may act",
                                "protocol", "openid-connect",
                                "protocolMapper", "oidc-hardcoded-claim-mapper",
                                "config",
                                        Map.of(
                                                "claim.name", "may_act",
                                                "claim.value", "{\"client_id\":\"named-agent\"}",
                                                "jsonType.label", "JSON",
                                                "access.token.claim", "true")))
                .expect(201);
        notFirstHand(realm.myAgents(acting.login(scene.alice).accessToken()).activate(agent));
        scene.myAgents(scene.alice).activate(agent).expect(200);
    }

    @Test
    void theAccountConsoleCannotBeAnAppOfAnAgent() {
        Answer refused = realm.tryAgent(
                realm.admin(),
                "console-reader",
                spec -> spec.owner(scene.alice)
                        .json(json ->
                                json.withObject("/delegation").putArray("apps").add("account-console")));
        assertThat(refused.status()).isEqualTo(400);
    }
}
