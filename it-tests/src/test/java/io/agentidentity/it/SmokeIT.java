package io.agentidentity.it;

import static io.agentidentity.it.AgentExchangeIT.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The main job on every supported version of Keycloak. */
@KeycloakTest
@Tag("smoke")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmokeIT {

    private final TestRealm realm;
    private final Scene scene;

    SmokeIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
    }

    @Test
    void anAgentDoesATaskForAPersonAndIsStopped() {
        TokenAnswer login = scene.login();
        TokenAnswer token = scene.clerk
                .exchange(login.accessToken())
                .resource(Scene.MCP)
                .actorToken(scene.clerk.actorToken().accessToken())
                .authorizationDetails("[{\"type\":\"agent_task\",\"actions\":[\"invoices.list\"],\"purpose\":\"pay\"}]")
                .token();
        assertThat(token.claims().path("sub").asText()).isEqualTo(scene.alice.id());
        assertThat(token.claims().at("/act/client_id").asText()).isEqualTo("ap-clerk");
        assertThat(token.claims().at("/authorization_details/0/task_id").asText())
                .startsWith("tsk_");
        JsonNode facts = scene.facts(token);
        assertThat(facts.path("active").asBoolean()).isTrue();
        assertThat(facts.at("/act/client_id").asText()).isEqualTo("ap-clerk");
        assertThat(facts.at("/authorization_details/0/task_id").asText()).isEqualTo(Scene.taskId(token));

        refused(scene.exchange().scope("invoices:approve").send(), "invalid_scope");
        refused(scene.exchange().replace("audience", "stranger").send(), "invalid_target");
        refused(scene.erp.exchange(token.accessToken()).send(), "invalid_request");
        assertThat(realm.userinfo(token.accessToken()).status()).isIn(401, 403);

        scene.clerk.suspend("stop").expect(200);
        assertThat(scene.active(token)).isFalse();
        refused(scene.clerk.clientCredentials(), "invalid_client");
        assertThat(realm.userinfo(login.accessToken()).status()).isEqualTo(200);
        assertThat(realm.audit("agent=ap-clerk").findValuesAsText("type"))
                .contains("agent.created.v1", "agent.token.issued.v1", "agent.token.refused.v1", "agent.suspended.v1");
        scene.clerk.activate().expect(200);
        assertThat(scene.active(token)).isFalse();
    }

    @Test
    void ownersAndPeopleWhoAreDisabledStopTheirAgents() {
        var owner = realm.person("owner");
        var agent = realm.agent(
                "owned",
                spec -> spec.owner(owner).apps(scene.portal).scopes(Scene.READ).targets("erp-api"));
        TokenAnswer token = agent.exchange(scene.portal.login(owner, Scene.READ).accessToken())
                .audience("erp-api")
                .token();
        assertThat(scene.active(token)).isTrue();
        realm.setEnabled(owner, false);
        assertThat(scene.active(token)).isFalse();
        refused(agent.clientCredentials(), "invalid_client");
        realm.setEnabled(owner, true);
        assertThat(scene.active(token)).isFalse();
    }

    @Test
    void agentsUseNoOtherGrantAndNoOneWidensTheirClient() {
        for (Form form : List.of(
                Form.of("grant_type", "password").and("username", "alice").and("password", "a-password"),
                Form.of("grant_type", "urn:ietf:params:oauth:grant-type:uma-ticket")
                        .and("audience", "erp-api")
                        .and("subject_token", scene.login().accessToken()),
                Form.of("grant_type", "client_credentials").and("scope", Scene.READ))) {
            Answer answer = scene.clerk.tokenRequest(form);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
            assertThat(answer.error()).isEqualTo("unauthorized_client");
        }
        Form ciba = Form.of("login_hint", "alice").and("scope", "openid").and("binding_message", "pay");
        assertThat(realm.post("/protocol/openid-connect/ext/ciba/auth", scene.clerk.authenticated(ciba), Map.of())
                        .error())
                .isEqualTo("unauthorized_client");
        Answer repeated = scene.exchange()
                .param("scope", Scene.READ)
                .param("scope", Scene.WRITE)
                .send();
        assertThat(repeated.error()).isEqualTo("invalid_request");
        assertThat(repeated.errorDescription()).startsWith("parameter_repeated");
        assertThat(scene.clerk.update(Map.of("standardFlowEnabled", true)).status())
                .isEqualTo(400);
    }

    @Test
    void tasksEndAndTokensAreRevoked() {
        App account = realm.confidentialApp("account-app", "account");
        TokenAnswer first = scene.exchange().token();
        realm.tasks(scene.clerk.actorToken().accessToken())
                .complete(Scene.taskId(first))
                .expect(200);
        assertThat(scene.active(first)).isFalse();
        TokenAnswer second = scene.exchange().token();
        realm.tasks(account.login(scene.alice).accessToken())
                .revoke(Scene.taskId(second), "no")
                .expect(200);
        assertThat(scene.active(second)).isFalse();
        TokenAnswer third = scene.exchange().token();
        assertThat(scene.clerk.revokeToken(third.accessToken()).status()).isEqualTo(200);
        assertThat(scene.active(third)).isFalse();
    }

    @Test
    void ordinaryExchangesAndLoginsWorkAsBefore() {
        App app = realm.confidentialApp("ordinary", "ordinary");
        String token = app.login(scene.alice).accessToken();
        assertThat(app.exchange(token).send().status()).isEqualTo(200);
        assertThat(realm.userinfo(token).status()).isEqualTo(200);
        assertThat(scene.stranger.clientCredentials().status()).isEqualTo(200);
    }
}
