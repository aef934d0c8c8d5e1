package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestClient;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tokens that are no person's, or no agent's, access token of this realm at this moment, as {@code subject_token} and as
 * {@code actor_token}. What only the realm could have signed is signed with a key of the realm.
 */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignTokensIT {

    private static final String JWT = "JWT";
    private static final String TYPE = "urn:ietf:params:oauth:token-type:";
    private static final String SIGNED = "application/token-introspection+jwt";

    private final TestRealm realm;
    private final TestRealm elsewhere;
    private final Scene scene;
    private final RealmSigner signer;

    ForeignTokensIT(TestRealm realm, Realms realms) {
        this.realm = realm;
        elsewhere = realms.create("elsewhere");
        scene = new Scene(realm);
        signer = RealmSigner.in(realm);
    }

    @Test
    void theKeyOfTheTestIsTheRealms() {
        asSubject(signer.sign(JWT, person())).token();
        asSubject(signer.sign("at+jwt", person())).token();
        asActor(signer.sign(JWT, actor())).token();
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change("ac35 expired", JWT, claims -> claims.put("exp", now() - 60)),
                change("ac35 not yet valid", JWT, claims -> claims.put("nbf", now() + 300)),
                change(
                        "ac35 issued in the future",
                        JWT,
                        claims -> claims.put("iat", now() + 300).put("exp", now() + 600)),
                change("ac35 issued at no time", JWT, claims -> claims.remove("iat")),
                change("ac25 of another issuer", JWT, claims -> claims.put("iss", "https://id.example/realms/acme")),
                change("ac26 without a kind", JWT, claims -> claims.remove("typ")),
                change("ac26 an ID token by its claims", JWT, claims -> claims.put("typ", "ID")),
                change("ac26 a refresh token by its claims", JWT, claims -> claims.put("typ", "Refresh")),
                change("ac26 an offline token by its claims", JWT, claims -> claims.put("typ", "Offline")),
                change(
                        "ac26 a logout token by its claims",
                        JWT,
                        claims -> claims.put("typ", "Logout")
                                .putObject("events")
                                .putObject("http://schemas.openid.net/event/backchannel-logout")),
                change("ac26 a logout token", "logout+jwt", claims -> {}),
                change("ac26 a security event token", "secevent+jwt", claims -> {
                    claims.remove(List.of("typ", "exp"));
                    claims.putObject("events")
                            .putObject("https://schemas.openid.net/secevent/caep/event-type/session-revoked");
                }),
                change("ac26 an access token that calls itself a security event", "secevent+jwt", claims -> {}),
                change("ac26 an introspection answer", "token-introspection+jwt", claims -> {}),
                change("ac26 an ID-JAG", "oauth-id-jag+jwt", claims -> {}),
                change("ac26 a transaction token", "txntoken+jwt", claims -> {}),
                change("ac26 a DPoP proof", "dpop+jwt", claims -> {}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void whatTheRealmSignedAndIsNoLiveAccessToken(String what, String type, Consumer<ObjectNode> change) {
        ObjectNode person = person();
        change.accept(person);
        scene.refused(asSubject(signer.sign(type, person)), "invalid_request");
        ObjectNode actor = actor();
        change.accept(actor);
        scene.refused(asActor(signer.sign(type, actor)), "invalid_request");
    }

    @Test
    void ac03WhatTheRealmDidNotSign() {
        TokenAnswer login = scene.login();
        TokenAnswer actor = scene.clerk.actorToken();
        for (TokenAnswer genuine : List.of(login, actor)) {
            ObjectNode edited = genuine.claims().deepCopy();
            edited.put("sub", scene.bob.id());
            ObjectNode same = genuine.claims().deepCopy();
            String[] parts = genuine.accessToken().split("\\.", -1);
            for (String forged : List.of(
                    parts[0] + "." + base64(edited.toString()) + "." + parts[2],
                    base64("{\"alg\":\"none\"}") + "." + parts[1] + ".",
                    base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + base64(edited.toString()) + "." + parts[2],
                    parts[0] + "." + parts[1] + ".",
                    signer.forger().sign(JWT, same),
                    signer.forger().sign(JWT, edited))) {
                scene.refused(genuine.equals(login) ? asSubject(forged) : asActor(forged), "invalid_request");
            }
        }
        assertThat(asSubject(login.accessToken())
                        .actorToken(actor.accessToken())
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void ac26WhatTheRealmIssuedAndIsNoAccessToken() {
        TokenAnswer login = scene.login();
        TokenAnswer task = scene.exchange().token();
        String introspected = realm.post(
                        "/protocol/openid-connect/token/introspect",
                        scene.erp.authenticated(Form.of("token", task.accessToken())),
                        Map.of("Accept", SIGNED))
                .expect(200)
                .body();
        assertThat(introspected.split("\\.", -1)).hasSize(3);
        for (String token : List.of(
                login.json().path("id_token").asText(),
                login.refreshToken(),
                introspected,
                scene.clerk.clientAssertion())) {
            scene.refused(asSubject(token), "invalid_request");
            scene.refused(asSubject(token).replace("subject_token_type", TYPE + "jwt"), "invalid_request");
            scene.refused(asActor(token), "invalid_request");
            scene.refused(asActor(token).replace("actor_token_type", TYPE + "jwt"), "invalid_request");
        }
        scene.refused(
                asSubject(login.json().path("id_token").asText()).replace("subject_token_type", TYPE + "id_token"),
                "invalid_request");
    }

    @Test
    void ac25ATokenOfAnotherIssuerThatTheRealmTrusts() {
        App app = elsewhere.confidentialApp("portal");
        String foreign = app.login(elsewhere.person("alice")).accessToken();
        ObjectNode provider = Json.object()
                .put("alias", "elsewhere")
                .put("providerId", "oidc")
                .put("enabled", true);
        provider.putObject("config")
                .put("issuer", elsewhere.issuer())
                .put("clientId", "portal")
                .put("clientSecret", "x")
                .put("authorizationUrl", elsewhere.issuer() + "/protocol/openid-connect/auth")
                .put("tokenUrl", elsewhere.issuer() + "/protocol/openid-connect/token")
                .put("useJwksUrl", "true")
                .put("validateSignature", "true")
                .put("jwksUrl", elsewhere.issuer() + "/protocol/openid-connect/certs");
        realm.admin().post("/identity-provider/instances", provider).expect(201);
        for (String type : List.of("access_token", "jwt", "id_token")) {
            Exchange exchange = asSubject(foreign).replace("subject_token_type", TYPE + type);
            scene.refused(exchange, "invalid_request");
            for (String issuer : List.of("elsewhere", elsewhere.issuer())) {
                scene.refused(exchange.param("subject_issuer", issuer), "invalid_request");
            }
        }
        scene.refused(asActor(foreign), "invalid_request");
    }

    @Test
    void ac22TwoValidTokensThatHaveNothingToDoWithEachOther() {
        TestAgent rival = scene.agent("splicer", spec -> spec.apps(scene.other));
        String clerks = scene.clerk.actorToken().accessToken();
        String elsewhere = scene.other.login(scene.alice, Scene.READ).accessToken();
        String bobs = scene.portal.login(scene.bob, Scene.READ).accessToken();
        scene.refused(asSubject(elsewhere).actorToken(clerks), "invalid_request");
        scene.refused(asSubject(bobs).actorToken(clerks), "invalid_request");
        scene.refused(asActor(rival.actorToken().accessToken()), "invalid_request");
        scene.refused(
                rival.exchange(scene.login().accessToken())
                        .audience("erp-api")
                        .actorToken(rival.actorToken().accessToken()),
                "invalid_request");
        scene.refused(rival.exchange(elsewhere).audience("erp-api").actorToken(clerks), "invalid_request");
    }

    @Test
    void aPersonWhoIsImpersonatedIsNotActedFor() {
        Answer impersonated = realm.admin().post("/users/" + scene.alice.id() + "/impersonation");
        Browser browser = new Browser(realm, impersonated.expect(200));
        String code = browser.code("portal", "openid " + Scene.READ);
        TokenAnswer token = scene.portal
                .tokenRequest(Form.of("grant_type", "authorization_code")
                        .and("code", code)
                        .and("redirect_uri", Browser.REDIRECT))
                .token();
        assertThat(token.claims().path("sub").asText()).isEqualTo(scene.alice.id());
        Answer answer = scene.refused(asSubject(token.accessToken()), "invalid_request");
        assertThat(answer.errorDescription()).startsWith("subject_token_impersonated");
    }

    @Test
    void ac83ACodeOfAnotherClientIsRedeemedByNoneElse() {
        Answer impersonated = realm.admin().post("/users/" + scene.alice.id() + "/impersonation");
        Browser browser = new Browser(realm, impersonated.expect(200));
        Form code = Form.of("grant_type", "authorization_code")
                .and("code", browser.code("portal", "openid"))
                .and("redirect_uri", Browser.REDIRECT);
        assertThat(scene.clerk.tokenRequest(code).error()).isEqualTo("invalid_grant");
        assertThat(scene.other.tokenRequest(code).error()).isEqualTo("invalid_grant");
        TestAgent rival = scene.agent("redeemer", spec -> spec);
        TokenAnswer task = scene.exchange().token();
        Answer foreign = scene.refused(
                rival.exchange(scene.login().accessToken())
                        .audience("erp-api")
                        .authorizationDetails("[{\"type\":\"agent_task\",\"task_id\":\"" + Scene.taskId(task) + "\"}]"),
                "invalid_grant");
        assertThat(foreign.errorDescription()).startsWith("task_not_usable");
    }

    @Test
    void ac82WhatNamesATaskIsNoCode() {
        TokenAnswer task = scene.exchange().token();
        for (String id : List.of(
                Scene.taskId(task),
                task.claims().path("txn").asText(),
                task.claims().path("jti").asText(),
                scene.clerk.actorToken().claims().path("jti").asText())) {
            for (Map.Entry<String, String> grant : Map.of(
                            "authorization_code", "code",
                            "urn:ietf:params:oauth:grant-type:device_code", "device_code",
                            "urn:openid:params:grant-type:ciba", "auth_req_id",
                            "refresh_token", "refresh_token")
                    .entrySet()) {
                Form form = Form.of("grant_type", grant.getKey())
                        .and(grant.getValue(), id)
                        .and("redirect_uri", Browser.REDIRECT);
                for (TestClient client : List.of(scene.portal, scene.clerk)) {
                    Answer answer = client.tokenRequest(form);
                    assertThat(answer.error())
                            .as(grant + ": " + answer)
                            .isIn("invalid_grant", "unauthorized_client", "invalid_request");
                    assertThat(answer.json().has("access_token")).isFalse();
                }
            }
            assertThat(scene.portal
                            .tokenRequest(Form.of("grant_type", "authorization_code")
                                    .and("code", id)
                                    .and("redirect_uri", Browser.REDIRECT))
                            .error())
                    .isEqualTo("invalid_grant");
        }
    }

    private ObjectNode person() {
        return scene.login().claims().deepCopy();
    }

    private ObjectNode actor() {
        return scene.clerk.actorToken().claims().deepCopy();
    }

    private Exchange asSubject(String token) {
        return scene.clerk.exchange(token).audience("erp-api");
    }

    private Exchange asActor(String token) {
        return scene.exchange().actorToken(token);
    }

    private static Arguments change(String what, String type, Consumer<ObjectNode> change) {
        return Arguments.of(what, type, change);
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
