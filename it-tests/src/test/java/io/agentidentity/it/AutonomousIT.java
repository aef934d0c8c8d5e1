package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What an agent may do on its own, without a person: only what its record lets it, under its own name, and bound to a task. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AutonomousIT {

    private final TestRealm realm;
    private final Scene scene;
    private final TestAgent nightly;

    AutonomousIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        nightly = nightly("nightly");
    }

    @Test
    void theTokenNamesTheAgentAloneAndIsBoundToATask() {
        TokenAnswer token =
                ask(nightly, "scope", Scene.READ, "resource", Scene.MCP).token();

        JsonNode claims = token.claims();
        assertThat(claims.path("sub").asText()).isEqualTo(nightly.serviceAccountId());
        assertThat(claims.path("client_id").asText()).isEqualTo("nightly");
        assertThat(claims.path("aud").asText()).isEqualTo(Scene.MCP);
        assertThat(claims.path("scope").asText()).isEqualTo(Scene.READ);
        assertThat(claims.has("act")).isFalse();
        assertThat(claims.has("auth_time")).isFalse();
        assertThat(claims.has("sid")).isFalse();
        assertThat(claims.has("realm_access")).isFalse();
        assertThat(token.json().has("refresh_token")).isFalse();
        assertThat(claims.at("/authorization_details/0/actions").toString()).isEqualTo("[\"invoices.list\"]");
        assertThat(scene.facts(token).path("sub").asText()).isEqualTo(nightly.serviceAccountId());

        JsonNode task = realm.admin()
                .get("/agents/tasks/" + Scene.taskId(token))
                .expect(200)
                .json();
        assertThat(task.path("autonomous").asBoolean()).isTrue();
        JsonNode record =
                realm.audit("jti=" + claims.path("jti").asText()).get(0).path("data");
        assertThat(record.path("actor_kind").asText()).isEqualTo("agent_autonomous");
        assertThat(record.at("/owner/sub").asText()).isEqualTo(scene.alice.id());
    }

    @Test
    void anAgentWithoutSuchACeilingGetsNothingOfItsOwn() {
        scene.refused(() -> ask(scene.clerk, "scope", Scene.READ, "audience", "erp-api"), "unauthorized_client");
        scene.refused(
                () -> ask(scene.clerk, "authorization_details", "[{\"type\":\"agent_task\"}]", "audience", "erp-api"),
                "unauthorized_client");
        assertThat(scene.clerk.clientCredentials().token().claims().path("aud").asText())
                .isEqualTo(realm.issuer());
    }

    @Test
    void neitherScopesNorTargetsNorActionsBeyondIt() {
        scene.refused(() -> ask(nightly, "scope", Scene.WRITE, "resource", Scene.MCP), "invalid_scope");
        scene.refused(() -> ask(nightly, "scope", Scene.READ, "audience", "erp-api"), "invalid_target");
        scene.refused(
                () -> ask(
                        nightly,
                        "authorization_details",
                        "[{\"type\":\"agent_task\",\"actions\":[\"invoices.read\"]}]"),
                "invalid_authorization_details");
        scene.refused(
                () -> ask(
                        nightly,
                        "authorization_details",
                        "[{\"type\":\"agent_task\",\"delegation\":{\"allowed_delegates\":[\"ap-clerk\"]}}]"),
                "invalid_authorization_details");
        assertThat(ask(nightly, "authorization_details", "[{\"type\":\"agent_task\"}]")
                        .token()
                        .claims()
                        .path("scope")
                        .asText())
                .isEqualTo(Scene.READ);
    }

    @Test
    void withoutScopeOrDetailsItIsAnActorTokenAsEver() {
        TokenAnswer token = nightly.actorToken();
        assertThat(token.claims().path("aud").asText()).isEqualTo(realm.issuer());
        assertThat(token.claims().has("scope")).isFalse();
        assertThat(scene.active(token)).isFalse();
    }

    @Test
    void itGoesOnAndEndsLikeAnyTask() {
        TokenAnswer first = ask(nightly, "scope", Scene.READ).token();
        TokenAnswer second = nightly.exchange(first.accessToken()).token();
        assertThat(Scene.taskId(second)).isEqualTo(Scene.taskId(first));
        assertThat(second.claims().has("act")).isFalse();
        assertThat(second.claims().path("sub")).isEqualTo(first.claims().path("sub"));
        assertThat(active(second)).isTrue();
        realm.tasks(nightly.actorToken().accessToken())
                .complete(Scene.taskId(first))
                .expect(200);
        assertThat(active(second)).isFalse();
        scene.refused(nightly.exchange(second.accessToken()), "invalid_request");
    }

    @Test
    void itsTokensAreNobodysSubjectToken() {
        String token = ask(nightly, "scope", Scene.READ).token().accessToken();
        scene.refused(scene.clerk.exchange(token).audience("erp-api"), "invalid_request");
        scene.refused(scene.erp.exchange(token), "invalid_request");
        scene.refused(nightly.exchange(token).audience("ap-clerk"), "invalid_target");
    }

    @Test
    void takingTheCeilingAwayEndsItAtOnce() {
        TestAgent agent = nightly("was-autonomous");
        TokenAnswer token = ask(agent, "scope", Scene.READ).token();
        assertThat(active(token)).isTrue();
        Map<String, Object> none = new HashMap<>();
        none.put("autonomous", null);
        agent.patch(none).expect(200);
        assertThat(active(token)).isFalse();
        scene.refused(agent.exchange(token.accessToken()), "invalid_request");
        scene.refused(() -> ask(agent, "scope", Scene.READ), "unauthorized_client");
    }

    @Test
    void stoppingTheAgentOrItsOwnerStopsIt() {
        TestAgent agent = nightly("stopped-nightly");
        TokenAnswer token = ask(agent, "scope", Scene.READ).token();
        agent.kill().expect(200);
        assertThat(active(token)).isFalse();
        scene.refused(() -> ask(agent, "scope", Scene.READ), "invalid_client");
    }

    private TestAgent nightly(String clientId) {
        return realm.agent(
                clientId,
                spec -> spec.owner(scene.alice)
                        .autonomous(List.of(Scene.READ), List.of(Scene.MCP), List.of("invoices.list")));
    }

    private boolean active(TokenAnswer token) {
        return scene.facts(token).path("active").asBoolean();
    }

    private static Answer ask(TestAgent agent, String... parameters) {
        Form form = Form.of("grant_type", "client_credentials");
        for (int i = 0; i < parameters.length; i += 2) {
            form = form.and(parameters[i], parameters[i + 1]);
        }
        return agent.tokenRequest(form);
    }
}
