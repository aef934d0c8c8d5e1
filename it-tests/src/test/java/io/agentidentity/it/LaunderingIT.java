package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.TestRealm;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way by which a task token could become a token without {@code act}, or an agent could get a person's token. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LaunderingIT {

    private static final String UMA = "urn:ietf:params:oauth:grant-type:uma-ticket";

    private final TestRealm realm;
    private final Scene scene;

    LaunderingIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
    }

    @Test
    void keycloaksOwnEndpointsRefuseATaskToken() {
        String token = scene.exchange().token().accessToken();
        assertThat(realm.userinfo(token).status()).isIn(401, 403);
        for (String account :
                List.of("/account", "/account/applications", "/account/sessions", "/account/credentials")) {
            assertThat(send("GET", realm.issuer() + account, token).statusCode())
                    .as(account)
                    .isEqualTo(401);
        }
        String admin = realm.issuer().replace("/realms/", "/admin/realms/");
        assertThat(send("GET", admin + "/users", token).statusCode()).isEqualTo(401);
        assertThat(send("GET", admin + "/agents", token).statusCode()).isEqualTo(401);
    }

    @Test
    void umaTurnsNeitherATaskTokenNorAnAgentIntoAnything() {
        App authz = realm.confidentialApp("authz-app");
        String token = scene.exchange().token().accessToken();
        String person = scene.login().accessToken();
        Form uma = Form.of("grant_type", UMA).and("audience", "erp-api");
        notGranted(realm.post("/protocol/openid-connect/token", uma, Map.of("Authorization", "Bearer " + token)));
        notGranted(authz.tokenRequest(uma.and("subject_token", token)));
        notGranted(authz.tokenRequest(uma.and("claim_token", token)
                .and("claim_token_format", "http://openid.net/specs/openid-connect-core-1_0.html#IDToken")));
        notGranted(authz.tokenRequest(uma.and("rpt", token)));
        notGranted(scene.clerk.tokenRequest(uma));
        notGranted(scene.clerk.tokenRequest(uma.and("subject_token", person)));
        notGranted(realm.post(
                "/protocol/openid-connect/token",
                uma,
                Map.of("Authorization", "Bearer " + scene.clerk.actorToken().accessToken())));
    }

    @Test
    void otherGrantsTakeNoTaskTokenAsInput() {
        String token = scene.exchange().token().accessToken();
        notGranted(scene.portal.refresh(token));
        notGranted(scene.portal.tokenRequest(Form.of("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
                .and("assertion", token)));
        notGranted(scene.portal.tokenRequest(
                Form.of("grant_type", "authorization_code").and("code", token)));
        notGranted(scene.portal.exchange(token).audience("erp-api").send());
        notGranted(scene.erp.exchange(token).send());
        notGranted(scene.erp
                .exchange(token)
                .param("requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token")
                .send());
    }

    static Stream<Arguments> grants() {
        return Stream.of(
                Arguments.of("password", Map.of("username", "alice", "password", "a-password")),
                Arguments.of("authorization_code", Map.of("code", "x", "redirect_uri", "http://127.0.0.1/")),
                Arguments.of("refresh_token", Map.of()),
                Arguments.of("urn:ietf:params:oauth:grant-type:device_code", Map.of("device_code", "x")),
                Arguments.of("urn:openid:params:grant-type:ciba", Map.of("auth_req_id", "x")),
                Arguments.of("urn:ietf:params:oauth:grant-type:jwt-bearer", Map.of("assertion", "x")));
    }

    @ParameterizedTest
    @MethodSource("grants")
    void ac13AnAgentUsesNoOtherGrant(String grant, Map<String, String> parameters) {
        Form form = Form.of("grant_type", grant);
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            form = form.and(parameter.getKey(), parameter.getValue());
        }
        if ("refresh_token".equals(grant)) {
            form = form.and(
                    "refresh_token",
                    scene.portal
                            .tryLogin(scene.alice)
                            .json()
                            .path("refresh_token")
                            .asText());
        }
        notGranted(scene.clerk.tokenRequest(form));
    }

    @Test
    void ac13AnAgentStartsNoFlow() {
        notGranted(realm.post(
                "/protocol/openid-connect/auth/device",
                scene.clerk.authenticated(Form.of("scope", "openid")),
                Map.of()));
        notGranted(realm.post(
                "/protocol/openid-connect/ext/par/request",
                scene.clerk.authenticated(Form.of("response_type", "code").and("redirect_uri", "http://127.0.0.1/")),
                Map.of()));
        Form approval = Form.of("login_hint", "alice").and("scope", "openid");
        String ciba = "/protocol/openid-connect/ext/ciba/auth";
        Answer refused =
                realm.post(ciba, scene.clerk.authenticated(approval), Map.of()).expect(400);
        assertThat(refused.error()).isEqualTo("unauthorized_client");
        assertThat(refused.errorDescription()).startsWith("grant_not_allowed: ");
        assertThat(realm.post(ciba, scene.portal.authenticated(approval), Map.of())
                        .error())
                .as("an ordinary client without the grant is answered by Keycloak")
                .isEqualTo("invalid_grant");
        HttpResponse<String> page = send(
                "GET",
                realm.issuer() + "/protocol/openid-connect/auth?client_id=ap-clerk&response_type=code"
                        + "&scope=openid&redirect_uri=http%3A%2F%2F127.0.0.1%2F",
                "");
        assertThat(page.statusCode()).isIn(302, 400);
        assertThat(page.headers().firstValue("Location").orElse("")).doesNotContain("code=");
    }

    @Test
    void ac72TheTokenEndpointTakesAgentsByFormPostOnlyAndWithoutCors() {
        assertThat(send("GET", realm.issuer() + "/protocol/openid-connect/token", "")
                        .statusCode())
                .isEqualTo(405);
        Answer answer =
                scene.exchange().header("Origin", "https://page.example").send();
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void ac14ASecretSetPastTheAgentsApiIsNoCredential() {
        realm.admin().post("/clients/" + scene.clerk.id() + "/client-secret", Map.of());
        String secret = realm.admin()
                .get("/clients/" + scene.clerk.id() + "/client-secret")
                .json()
                .path("value")
                .asText("none");
        Answer answer = realm.tokenRequest(Form.of("grant_type", "client_credentials")
                .and("client_id", "ap-clerk")
                .and("client_secret", secret));
        assertThat(answer.status()).isIn(400, 401);
        assertThat(answer.json().has("access_token")).isFalse();
        assertThat(scene.clerk.clientCredentials().status()).isEqualTo(200);
    }

    @Test
    void ct38OrdinaryClientsExchangeAsBefore() {
        App caller = realm.confidentialApp("ordinary-app");
        App target = realm.confidentialApp("ordinary-target");
        caller.addAudience("ordinary-app");
        String token = caller.login(scene.alice).accessToken();
        Answer answer = caller.exchange(token).send();
        assertThat(answer.expect(200).token().claims().path("sub").asText()).isEqualTo(scene.alice.id());
        assertThat(answer.token().claims().has("act")).isFalse();
        assertThat(answer.token().claims().has("sid")).isTrue();
        assertThat(target.exchange(token).send().error()).isEqualTo("access_denied");
        assertThat(scene.stranger.serviceToken().claims().path("client_id").asText())
                .isEqualTo("stranger");
    }

    private static void notGranted(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isBetween(400, 403);
        assertThat(answer.json().has("access_token")).as(answer.toString()).isFalse();
    }

    private static HttpResponse<String> send(String method, String uri, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Accept", "application/json");
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
