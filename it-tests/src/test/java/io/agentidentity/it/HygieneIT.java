package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.TaskApi;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.it.server.KeycloakServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests in a shape that no agent sends by itself, and what of them is left anywhere. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HygieneIT {

    private static final String TOKEN = "/protocol/openid-connect/token";

    private final TestRealm realm;
    private final Scene scene;
    private final TestAgent anyAction;

    HygieneIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        anyAction = scene.agent(
                "any-action",
                spec -> spec.json(json -> json.withObject("/ceiling").remove("actions")));
    }

    @Test
    void ac09And10AnOwnerWithEveryRightLendsOnlyWhatWasAskedFor() {
        String management = realm.clientUuid("realm-management");
        JsonNode admin = realm.admin()
                .get("/clients/" + management + "/roles/realm-admin")
                .expect(200)
                .json();
        String mappings = "/users/" + scene.alice.id() + "/role-mappings/clients/" + management;
        realm.admin().post(mappings, List.of(admin)).expect(204);
        TokenAnswer login = scene.login();
        assertThat(login.claims().toString()).contains("realm-admin");
        TokenAnswer token = scene.clerk
                .exchange(login.accessToken())
                .audience("erp-api")
                .scope(Scene.READ)
                .token();
        assertThat(token.claims().path("scope").asText()).isEqualTo(Scene.READ);
        assertThat(token.claims().path("aud").asText()).isEqualTo("erp-api");
        for (String claim : List.of("realm_access", "resource_access", "groups")) {
            assertThat(token.claims().has(claim)).as(claim).isFalse();
        }
        TestAgent strict = scene.agent("must-say", spec -> spec.strict("details"));
        scene.refused(
                strict.exchange(login.accessToken()).audience("erp-api").scope(Scene.READ),
                "invalid_authorization_details");
        realm.admin().send("DELETE", mappings, List.of(admin)).expect(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "id_token", "id_token token", "code", "code id_token", "none"})
    void ac13AnAgentsClientStartsNoLoginOfAnyKind(String responseType) {
        Answer impersonated = realm.admin().post("/users/" + scene.alice.id() + "/impersonation");
        Browser browser = new Browser(realm, impersonated.expect(200));
        Answer page = browser.authorize("ap-clerk", responseType, "openid");
        assertThat(page.status()).as(page.toString()).isIn(302, 303, 400, 401, 403);
        assertThat(page.header("Location").orElse("")).doesNotContain("code=", "access_token=", "id_token=");
    }

    @Test
    void anAgentAsksForNoLoginOnAnotherDevice() {
        Answer answer = realm.post(
                "/protocol/openid-connect/ext/ciba/auth",
                scene.clerk.authenticated(
                        Form.of("login_hint", "alice").and("scope", "openid").and("binding_message", "pay")),
                Map.of());
        assertThat(answer.expect(400).error()).isEqualTo("unauthorized_client");
        assertThat(answer.json().has("auth_req_id")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\nb", "a\\r\\nb", "a\\u001b[31m", "a\\u202eb", "a\\u2066b", "a\\u200bb", "a\\u2028b"})
    void ac64NoTextHoldsControlOrDirectionCharactersEvenWhereTheCeilingNamesNoActions(String text) {
        String login = scene.login().accessToken();
        for (String member : List.of(
                "\"actions\":[\"%s\"]",
                "\"locations\":[\"%s\"]",
                "\"identifier\":\"%s\"",
                "\"datatypes\":[\"%s\"]",
                "\"privileges\":[\"%s\"]",
                "\"purpose\":\"%s\"",
                "\"task_id\":\"%s\"")) {
            scene.refused(
                    anyAction
                            .exchange(login)
                            .audience("erp-api")
                            .authorizationDetails("[{\"type\":\"agent_task\"," + member.formatted(text) + "}]"),
                    "invalid_authorization_details");
        }
        assertThat(anyAction
                        .exchange(login)
                        .audience("erp-api")
                        .authorizationDetails("[{\"type\":\"agent_task\",\"actions\":[\"a|b {\\\"c\\\"} <d>\"]}]")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "actor_token",
                "actor_token_type",
                "subject_token_type",
                "grant_type",
                "client_id",
                "client_assertion",
                "client_assertion_type"
            })
    void ac70ARepeatedParameterIsNeverReadAsOneOfThem(String name) {
        String same = scene.clerk.authenticated(scene.exchange().form()).parameters().stream()
                .filter(parameter -> parameter.getKey().equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("x");
        Answer answer = scene.exchange().param(name, same).param(name, same).send();
        assertThat(answer.status()).as(answer.toString()).isIn(400, 401);
        assertThat(answer.error()).as(answer.toString()).isIn("invalid_request", "invalid_client");
        assertThat(answer.json().has("access_token")).isFalse();
    }

    @Test
    void ac72ATokenRequestIsAFormInTheBody() {
        Form form = scene.clerk.authenticated(scene.exchange().form());
        Map<String, String> json = new LinkedHashMap<>();
        form.parameters().forEach(parameter -> json.put(parameter.getKey(), parameter.getValue()));
        Answer asJson = realm.call("POST", TOKEN, Json.of(json), "");
        assertThat(asJson.status()).as(asJson.toString()).isIn(400, 415);
        assertThat(asJson.body()).doesNotContain("access_token\":");
        for (String method : List.of("GET", "POST", "PUT")) {
            Answer query = realm.call(method, TOKEN + "?" + form.encoded(), "", "");
            assertThat(query.status()).as(method + query).isIn(400, 401, 405, 414, 415);
            assertThat(query.body()).doesNotContain("access_token\":");
        }
        Form credentials = new Form(form.parameters().stream()
                .filter(parameter -> parameter.getKey().startsWith("client_"))
                .toList());
        Form rest = new Form(form.parameters().stream()
                .filter(parameter -> !parameter.getKey().startsWith("client_"))
                .toList());
        Answer split = realm.post(TOKEN + "?" + rest.encoded(), credentials, Map.of());
        assertThat(split.error()).as(split.toString()).isEqualTo("invalid_request");
        scene.exchange().send().expect(200);
    }

    @Test
    void ac77APublicClientIsToldNothing() {
        App spa = realm.app("spa");
        TokenAnswer token = scene.exchange().token();
        for (Form form : List.of(
                Form.of("token", token.accessToken()).and("client_id", "spa"),
                Form.of("token", token.accessToken()).and("client_id", "erp-api"),
                Form.of("token", token.accessToken()))) {
            Answer answer = realm.post(TOKEN + "/introspect", form, Map.of());
            assertThat(answer.status()).as(answer.toString()).isIn(401, 403);
            assertThat(answer.json().has("active")).isFalse();
        }
        assertThat(spa.introspect(token.accessToken()).body()).doesNotContain("\"sub\"", "\"act\"");
    }

    @Test
    void ac81AForeignTaskAnswersAsAnUnknownOneToTheByte() {
        TestAgent rival = scene.agent("prying", spec -> spec);
        TokenAnswer token = scene.exchange().token();
        String unknown = "tsk_" + "A".repeat(Scene.taskId(token).length() - 4);
        for (String caller : List.of(
                rival.actorToken().accessToken(),
                realm.confidentialApp("account-of-bob", "account")
                        .login(scene.bob)
                        .accessToken())) {
            TaskApi api = realm.tasks(caller);
            same(api.get(Scene.taskId(token)), api.get(unknown));
            same(api.complete(Scene.taskId(token)), api.complete(unknown));
            same(api.revoke(Scene.taskId(token), "x"), api.revoke(unknown, "x"));
            same(api.suspend(Scene.taskId(token)), api.suspend(unknown));
            same(api.resume(Scene.taskId(token)), api.resume(unknown));
            same(api.get("tsk_x"), api.get(unknown));
        }
        assertThat(scene.active(token)).isTrue();
    }

    private static void same(Answer foreign, Answer unknown) {
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(foreign.body()).isEqualTo(unknown.body());
        assertThat(foreign.headers().map().keySet())
                .isEqualTo(unknown.headers().map().keySet());
    }

    @Test
    void ac68NothingThatIsSecretIsInRecordsEventsOrTheLog(KeycloakServer server) {
        realm.admin()
                .put("", Map.of("eventsEnabled", true, "adminEventsEnabled", true, "adminEventsDetailsEnabled", true))
                .expect(204);
        List<String> secrets = new ArrayList<>(List.of(scene.erp.secret(), scene.alice.password()));
        String assertion = scene.clerk.clientAssertion();
        secrets.add(assertion);
        TestAgent clerk = scene.clerk.by(form -> form.and("client_id", "ap-clerk")
                .and("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                .and("client_assertion", assertion));
        TokenAnswer login = scene.login();
        TokenAnswer actor = scene.clerk.actorToken();
        TokenAnswer token = clerk.exchange(login.accessToken())
                .audience("erp-api")
                .actorToken(actor.accessToken())
                .authorizationDetails("[{\"type\":\"agent_task\",\"purpose\":\"The private purpose\","
                        + "\"constraints\":{\"iban\":{\"eq\":\"DE89370400440532013000\"}}}]")
                .token();
        secrets.addAll(List.of("The private purpose", "DE89370400440532013000"));
        for (TokenAnswer answer : List.of(login, actor, token)) {
            secrets.add(signature(answer.accessToken()));
        }
        secrets.add(signature(login.refreshToken()));
        secrets.add(signature(login.json().path("id_token").asText()));
        secrets.add(signature(assertion));
        assertThat(clerk.exchange(login.accessToken())
                        .audience("erp-api")
                        .send()
                        .status())
                .as("an assertion is good once")
                .isNotEqualTo(200);
        realm.tokenRequest(Form.of("grant_type", "client_credentials")
                .and("client_id", "ap-clerk")
                .and("client_secret", "a-guess-at-the-secret"));
        realm.tokenRequest(Form.of("grant_type", "password")
                .and("client_id", "ap-clerk")
                .and("username", "alice")
                .and("password", "a-guess-at-the-password"));
        scene.refused(
                scene.exchange().authorizationDetails("[{\"type\":\"agent_task\",\"raw-member\":\"raw-value\"}]"),
                "invalid_authorization_details");
        scene.refused(scene.exchange().replace("subject_token", "raw.subject.token"), "invalid_request");
        scene.refused(scene.exchange().actorToken("raw.actor.token"), "invalid_request");
        scene.refused(scene.exchange().replace("audience", "raw-audience"), "invalid_target");
        secrets.addAll(List.of(
                "a-guess-at-the-secret",
                "a-guess-at-the-password",
                "raw-member",
                "raw-value",
                "raw.subject.token",
                "raw.actor.token"));
        TestAgent secretive = scene.agent(
                "secretive",
                spec -> spec.environment("development")
                        .json(json -> json.putObject("credential").put("type", "client_secret")));
        String shown = realm.admin()
                .get("/clients/" + secretive.id() + "/client-secret")
                .json()
                .path("value")
                .asText();
        assertThat(shown).isNotEmpty();
        secrets.add(shown);
        realm.tasks(scene.clerk.actorToken().accessToken())
                .complete(Scene.taskId(token))
                .expect(200);

        Map<String, String> places = new LinkedHashMap<>();
        places.put("records", realm.audit("max=1000").toString());
        places.put("events", realm.admin().get("/events?max=1000").expect(200).body());
        places.put(
                "admin events",
                realm.admin().get("/admin-events?max=1000").expect(200).body());
        server.log().ifPresent(log -> places.put("log", String.join("\n", log.since(0))));
        places.forEach((place, text) -> {
            assertThat(text).as(place).isNotEmpty();
            for (String secret : secrets) {
                assertThat(text.contains(secret)).as(secret + " in " + place).isFalse();
            }
        });
        assertThat(places.get("events")).contains("ap-clerk");
    }

    private static String signature(String jwt) {
        return jwt.substring(jwt.lastIndexOf('.') + 1);
    }
}
