package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Which tokens an agent may present, whose they are and for whom it may act. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenRulesIT {

    private static final String TYPE = "urn:ietf:params:oauth:token-type:";

    private final Scene scene;

    TokenRulesIT(TestRealm realm) {
        scene = new Scene(realm);
    }

    @Test
    void ac00ATokenForAnotherAppIsRefused() {
        String elsewhere = scene.other.login(scene.alice, Scene.READ).accessToken();
        scene.refused(scene.clerk.exchange(elsewhere).audience("erp-api"), "invalid_request");
    }

    @Test
    void aTokenThatNamesTheAgentInItsAudienceIsMeantForIt() {
        scene.realm.agent(
                "by-audience",
                spec -> spec.owner(scene.alice).scopes(Scene.READ).targets("erp-api"));
        var app = scene.realm.confidentialApp("app-for-agent", "by-audience");
        scene.realm
                .admin()
                .put("/clients/" + app.id() + "/optional-client-scopes/" + scopeId(Scene.READ), "")
                .expect(204);
        var agent = scene.agent(
                "by-audience-too",
                spec -> spec.json(json -> json.withObject("/delegation").putArray("apps")));
        app.addAudience("by-audience-too");
        String token = app.login(scene.alice, Scene.READ).accessToken();
        assertThat(agent.exchange(token).audience("erp-api").send().status()).isEqualTo(200);
    }

    @Test
    void mayActNamesExactlyTheActorOrTheTokenIsRefused() {
        TestAgent agent = scene.agent(
                "by-may-act",
                spec -> spec.json(json -> json.withObject("/delegation").putArray("apps")));
        var app = scene.realm.confidentialApp("app-may-act");
        scene.realm
                .admin()
                .put("/clients/" + app.id() + "/optional-client-scopes/" + scopeId(Scene.READ), "")
                .expect(204);
        String mapper = mayAct(app.id(), "{\"sub\":\"" + agent.serviceAccountId() + "\"}", null);
        String token = app.login(scene.alice, Scene.READ).accessToken();
        assertThat(agent.exchange(token).audience("erp-api").send().status()).isEqualTo(200);
        scene.refused(scene.clerk.exchange(token).audience("erp-api"), "invalid_request");

        for (String wrong : List.of(
                "{\"sub\":\"nobody\"}",
                "{}",
                "{\"sub\":\"" + agent.serviceAccountId() + "\",\"client_id\":\"ap-clerk\"}",
                "{\"sub\":\"" + agent.serviceAccountId() + "\",\"more\":\"x\"}")) {
            mayAct(app.id(), wrong, mapper);
            String named = app.login(scene.alice, Scene.READ).accessToken();
            scene.refused(agent.exchange(named).audience("erp-api"), "invalid_request");
        }
    }

    @Test
    void byDefaultTheAgentActsForItsOwnerOnly() {
        String bobs = scene.portal.login(scene.bob, Scene.READ).accessToken();
        scene.refused(scene.clerk.exchange(bobs).audience("erp-api"), "invalid_request");
    }

    @Test
    void theRoleRuleIsReadAtEachRequest() {
        scene.realm.admin().post("/roles", Map.of("name", "delegates")).expect(201);
        var role = scene.realm.admin().get("/roles/delegates").json();
        TestAgent agent = scene.agent(
                "by-role",
                spec -> spec.json(json ->
                        json.withObject("/delegation").put("rule", "role").put("role", "delegates")));
        String bobs = scene.portal.login(scene.bob, Scene.READ).accessToken();
        scene.refused(agent.exchange(bobs).audience("erp-api"), "invalid_request");
        String mapping = "/users/" + scene.bob.id() + "/role-mappings/realm";
        scene.realm.admin().post(mapping, List.of(role)).expect(204);
        assertThat(agent.exchange(bobs).audience("erp-api").send().status()).isEqualTo(200);
        scene.realm.admin().send("DELETE", mapping, List.of(role)).expect(204);
        scene.refused(agent.exchange(bobs).audience("erp-api"), "invalid_request");
    }

    @Test
    void theGroupRuleHoldsForMembers() {
        String group =
                scene.realm.admin().post("/groups", Map.of("name", "finance")).createdId();
        TestAgent agent = scene.agent(
                "by-group",
                spec -> spec.json(json ->
                        json.withObject("/delegation").put("rule", "group").put("group", "/finance")));
        String bobs = scene.portal.login(scene.bob, Scene.READ).accessToken();
        scene.refused(agent.exchange(bobs).audience("erp-api"), "invalid_request");
        scene.realm
                .admin()
                .put("/users/" + scene.bob.id() + "/groups/" + group, "")
                .expect(204);
        assertThat(agent.exchange(bobs).audience("erp-api").send().status()).isEqualTo(200);
    }

    @Test
    void theConsentRuleNeedsConsentToThisAgent() {
        TestAgent agent = scene.agent(
                "by-consent",
                spec -> spec.json(json -> json.withObject("/delegation").put("rule", "consent")));
        scene.refused(agent.exchange(scene.login().accessToken()).audience("erp-api"), "invalid_request");
    }

    @Test
    void ac02AnotherAgentsActorTokenIsRefused() {
        TestAgent rival = scene.agent("actor-rival", spec -> spec);
        scene.refused(scene.exchange().actorToken(rival.actorToken().accessToken()), "invalid_request");
    }

    @Test
    void ac03ForgedActorTokensAreRefused() {
        String own = scene.clerk.actorToken().accessToken();
        String[] parts = own.split("\\.", -1);
        String none = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
        scene.refused(scene.exchange().actorToken(none + "." + parts[1] + "."), "invalid_request");
        scene.refused(scene.exchange().actorToken(parts[0] + "." + parts[1] + ".AAAA"), "invalid_request");
        scene.refused(scene.exchange().actorToken("garbage"), "invalid_request");
        scene.refused(scene.exchange().actorToken(scene.login().accessToken()), "invalid_request");
        scene.refused(scene.exchange().actorToken(scene.exchange().token().accessToken()), "invalid_request");
        scene.refused(scene.exchange().param("actor_token", own), "invalid_request");
    }

    @Test
    void ac19ActorAsSubjectIsRefused() {
        scene.refused(
                scene.clerk.exchange(scene.clerk.actorToken().accessToken()).audience("erp-api"), "invalid_request");
        scene.refused(
                scene.clerk
                        .exchange(scene.stranger.serviceToken().accessToken())
                        .audience("erp-api"),
                "invalid_request");
    }

    @Test
    void ac18And26OnlyAnAccessTokenIsASubjectToken() {
        Answer login = scene.portal.tryLogin(scene.alice, Scene.READ);
        String refresh = login.json().path("refresh_token").asText();
        String id = login.json().path("id_token").asText();
        for (String token : List.of(refresh, id, "garbage", "a.b.c", scene.clerk.clientAssertion())) {
            scene.refused(scene.clerk.exchange(token).audience("erp-api"), "invalid_request");
        }
        for (String type : List.of("refresh_token", "id_token", "saml2", "unknown")) {
            scene.refused(scene.exchange().replace("subject_token_type", TYPE + type), "invalid_request");
        }
        assertThat(scene.exchange()
                        .replace("subject_token_type", TYPE + "jwt")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void ac30ATaskTokenIsNobodyElsesSubjectToken() {
        String task = scene.exchange().token().accessToken();
        TestAgent rival = scene.agent("thief", spec -> spec);
        scene.refused(rival.exchange(task).audience("erp-api"), "invalid_request");
        scene.refused(scene.erp.exchange(task), "invalid_request");
        scene.refused(scene.erp.exchange(task).audience("erp-api"), "invalid_request");
        scene.refused(scene.portal.exchange(task), "invalid_request");
    }

    @Test
    void ac35ALoggedOutLoginOpensNothing() {
        TokenAnswer login = scene.login();
        TokenAnswer task =
                scene.clerk.exchange(login.accessToken()).audience("erp-api").token();
        scene.realm
                .admin()
                .delete("/sessions/" + login.claims().path("sid").asText())
                .expect(204);
        scene.refused(scene.clerk.exchange(login.accessToken()).audience("erp-api"), "invalid_request");
        assertThat(scene.active(task))
                .as("a task outlives the person's session")
                .isTrue();
    }

    @Test
    void aTokenThatNamesAnActorAlreadyIsRefused() {
        var app = scene.realm.confidentialApp("imitator");
        scene.realm
                .admin()
                .put("/clients/" + app.id() + "/optional-client-scopes/" + scopeId(Scene.READ), "")
                .expect(204);
        claim(app.id(), "act", "{\"sub\":\"x\"}", null);
        TestAgent agent = scene.agent("for-imitator", spec -> spec.apps(app));
        scene.refused(
                agent.exchange(app.login(scene.alice, Scene.READ).accessToken()).audience("erp-api"),
                "invalid_request");
    }

    @Test
    void theActorTokenIsGoodForNothingElse() {
        TokenAnswer actor = scene.clerk.actorToken();
        assertThat(actor.claims().path("aud").asText()).isEqualTo(scene.realm.issuer());
        assertThat(actor.claims().has("scope")).isFalse();
        assertThat(actor.claims().has("realm_access")).isFalse();
        assertThat(actor.claims().has("resource_access")).isFalse();
        assertThat(actor.json().path("expires_in").asInt()).isLessThanOrEqualTo(120);
        assertThat(actor.json().has("refresh_token")).isFalse();
        assertThat(scene.realm.userinfo(actor.accessToken()).status()).isIn(401, 403);
        assertThat(scene.erp
                        .introspect(actor.accessToken())
                        .json()
                        .path("active")
                        .asBoolean())
                .isFalse();
        scene.refused(scene.erp.exchange(actor.accessToken()), "invalid_request");
    }

    @Test
    void anAgentHasNoRightsOfItsOwn() {
        scene.refused(() -> scene.clerk.clientCredentials(Scene.READ), "unauthorized_client");
        scene.refused(
                () -> scene.clerk.tokenRequest(Form.of("grant_type", "client_credentials")
                        .and("authorization_details", "[{\"type\":\"agent_task\"}]")),
                "unauthorized_client");
        assertThat(scene.clerk.clientCredentials("openid").status()).isEqualTo(200);
    }

    private String scopeId(String name) {
        for (var scope : scene.realm.admin().get("/client-scopes").json()) {
            if (name.equals(scope.path("name").asText())) {
                return scope.path("id").asText();
            }
        }
        throw new AssertionError("no scope " + name);
    }

    private String mayAct(String client, String json, String existing) {
        return claim(client, "may_act", json, existing);
    }

    private String claim(String client, String name, String json, String existing) {
        Map<String, Object> mapper = Map.of(
                "name",
                name,
                "protocol",
                "openid-connect",
                "protocolMapper",
                "oidc-hardcoded-claim-mapper",
                "config",
                Map.of(
                        "claim.name",
                        name,
                        "claim.value",
                        json,
                        "jsonType.label",
                        "JSON",
                        "access.token.claim",
                        "true"));
        String path = "/clients/" + client + "/protocol-mappers/models";
        if (existing == null) {
            return scene.realm.admin().post(path, mapper).createdId();
        }
        Map<String, Object> changed = new java.util.HashMap<>(mapper);
        changed.put("id", existing);
        scene.realm.admin().put(path + "/" + existing, changed).expect(204);
        return existing;
    }
}
