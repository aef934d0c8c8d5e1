package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.it.junit.AllowServerErrors;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Http;
import io.agentidentity.it.realm.TestClient;
import io.agentidentity.it.realm.TestRealm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of token of ours at every endpoint of Keycloak that takes a token: refused, and no token comes back. */
@KeycloakTest
// So Keycloak logs whatever token it refuses at a broker.
@AllowServerErrors("IdentityBrokerService.* Invalid token\\.")
@Tag("smoke")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LaunderingRoutesIT {

    private static final String TOKEN = "/protocol/openid-connect/token";
    private static final String UMA = "urn:ietf:params:oauth:grant-type:uma-ticket";
    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final String TYPE = "urn:ietf:params:oauth:token-type:";

    private final TestRealm realm;
    final Scene scene;
    private final App spa;
    private final TokensOfOurs ours;
    final Map<String, String> tokens;

    LaunderingRoutesIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        spa = realm.app("spa");
        ours = new TokensOfOurs(scene);
        tokens = ours.all();
    }

    Stream<String> routes() {
        return all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void noTokenComesBack(String route) {
        tokens.forEach((kind, token) -> {
            String what = kind + " by " + route;
            Answer answer = all().get(route).apply(token);
            assertThat(answer.status()).as(what + ": " + answer).isNotIn(200, 201, 204);
            assertThat(answer.status()).as(what + ": " + answer).isLessThan(500);
            assertThat(answer.body())
                    .as(what)
                    .doesNotContain("access_token\"", "refresh_token\"", "id_token\"", "registrationAccessToken");
            assertThat(answer.header("Location").orElse(""))
                    .as(what)
                    .doesNotContain("code=", "access_token=", "id_token=");
        });
    }

    private Map<String, Function<String, Answer>> all() {
        Map<String, Function<String, Answer>> routes = new LinkedHashMap<>();
        exchanges(routes);
        grants(routes);
        asBearer(routes);
        registration(routes);
        browser(routes);
        return routes;
    }

    private void exchanges(Map<String, Function<String, Answer>> routes) {
        for (TestClient client : List.of(scene.clerk, scene.erp, scene.portal, scene.stranger, spa)) {
            String by = "exchange by " + client.clientId();
            routes.put(by, token -> client.exchange(token).send());
            routes.put(
                    by + " for a server",
                    token -> client.exchange(token).audience("erp-api").send());
            for (String type : List.of("jwt", "id_token", "refresh_token")) {
                routes.put(
                        by + " as " + type,
                        token -> client.exchange(token)
                                .replace("subject_token_type", TYPE + type)
                                .send());
            }
            for (String type : List.of("refresh_token", "id_token", "saml2")) {
                routes.put(
                        by + " for " + type,
                        token -> client.exchange(token)
                                .param("requested_token_type", TYPE + type)
                                .send());
            }
            routes.put(
                    by + " for somebody",
                    token -> client.exchange(token)
                            .param("requested_subject", "alice")
                            .send());
            routes.put(
                    by + " from another issuer",
                    token -> client.exchange(token)
                            .param("subject_issuer", realm.issuer())
                            .send());
            routes.put(
                    by + " as an actor",
                    token -> client.exchange(token).actorToken(token).send());
        }
    }

    private void grants(Map<String, Function<String, Answer>> routes) {
        Map<String, Function<String, Form>> grants = new LinkedHashMap<>();
        grants.put("refresh", token -> grant("refresh_token", "refresh_token", token));
        grants.put(
                "code", token -> grant("authorization_code", "code", token).and("redirect_uri", "http://127.0.0.1/"));
        grants.put("device code", token -> grant("urn:ietf:params:oauth:grant-type:device_code", "device_code", token));
        grants.put("CIBA", token -> grant("urn:openid:params:grant-type:ciba", "auth_req_id", token));
        grants.put(
                "pre-authorized code",
                token -> grant("urn:ietf:params:oauth:grant-type:pre-authorized_code", "pre-authorized_code", token));
        grants.put("JWT bearer", token -> grant(JWT_BEARER, "assertion", token));
        for (String parameter : List.of("subject_token", "claim_token", "rpt", "pct", "ticket")) {
            grants.put(
                    "UMA " + parameter,
                    token -> grant(UMA, parameter, token)
                            .and("audience", "erp-api")
                            .and("claim_token_format", "http://openid.net/specs/openid-connect-core-1_0.html#IDToken"));
        }
        grants.forEach((name, form) -> {
            for (TestClient client : List.of(ours.head, ours.helper, scene.clerk, scene.erp, scene.portal, spa)) {
                routes.put(name + " by " + client.clientId(), token -> client.tokenRequest(form.apply(token)));
            }
        });
        routes.put(
                "UMA as bearer",
                token -> bearer(TOKEN, Form.of("grant_type", UMA).and("audience", "erp-api"), token));
        routes.put(
                "client assertion",
                token -> realm.tokenRequest(Form.of("grant_type", "client_credentials")
                        .and("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                        .and("client_assertion", token)));
        routes.put("CIBA request", token -> ciba(scene.portal, "login_hint_token", token));
        routes.put("CIBA request with an ID token", token -> ciba(scene.portal, "id_token_hint", token));
        routes.put("CIBA request of an agent", token -> ciba(scene.clerk, "id_token_hint", token));
        routes.put("signed CIBA request", token -> ciba(scene.portal, "request", token));
        routes.put(
                "device request of an agent",
                token -> realm.post(
                        "/protocol/openid-connect/auth/device",
                        scene.clerk.authenticated(Form.of("x", token)),
                        Map.of()));
    }

    private Answer ciba(TestClient client, String parameter, String token) {
        Form form = Form.of(parameter, token).and("scope", "openid");
        return realm.post("/protocol/openid-connect/ext/ciba/auth", client.authenticated(form), Map.of());
    }

    private void asBearer(Map<String, Function<String, Answer>> routes) {
        List<String> paths = new ArrayList<>(List.of(
                "/protocol/openid-connect/userinfo",
                "/account",
                "/account/applications",
                "/account/sessions",
                "/account/credentials",
                "/account/linked-accounts",
                "/account/groups",
                "/authz/protection/resource_set",
                "/authz/protection/permission/ticket",
                "/broker/any/token"));
        for (String path : paths) {
            routes.put("GET " + path, token -> json("GET", realm.issuer() + path, token));
        }
        routes.put("POST userinfo", token -> bearer("/protocol/openid-connect/userinfo", Form.of("x", "y"), token));
        routes.put(
                "POST userinfo as a form",
                token -> realm.post("/protocol/openid-connect/userinfo", Form.of("access_token", token), Map.of()));
        routes.put("POST /account", token -> realm.call("POST", "/account", Map.of("firstName", "Mallory"), token));
        routes.put(
                "POST /authz/protection/permission",
                token -> realm.call("POST", "/authz/protection/permission", List.of(), token));
        for (String path : List.of("", "/users", "/clients", "/agents", "/agents/tasks")) {
            routes.put("GET admin" + path, token -> admin("GET", path, token));
        }
        routes.put("impersonation", token -> admin("POST", "/users/" + scene.alice.id() + "/impersonation", token));
    }

    private Answer admin(String method, String path, String token) {
        return json(method, realm.issuer().replace("/realms/", "/admin/realms/") + path, token);
    }

    /** As JSON, because the account console's pages are served to everybody. */
    private static Answer json(String method, String address, String token) {
        return Http.create()
                .json(method, address, "", Map.of("Authorization", "Bearer " + token, "Accept", "application/json"));
    }

    private void registration(Map<String, Function<String, Answer>> routes) {
        String base = "/clients-registrations/";
        for (String kind : List.of("openid-connect", "default", "saml2-entity-descriptor")) {
            routes.put(
                    "initial access at " + kind,
                    token -> realm.call("POST", base + kind, Map.of("client_name", "x", "clientId", "x"), token));
        }
        for (String kind : List.of("openid-connect", "default", "install")) {
            routes.put(
                    "registration access at " + kind, token -> realm.call("GET", base + kind + "/ap-clerk", "", token));
        }
    }

    private void browser(Map<String, Function<String, Answer>> routes) {
        String auth = "/protocol/openid-connect/auth?client_id=portal&response_type=code&scope=openid&prompt=none"
                + "&redirect_uri=http%3A%2F%2F127.0.0.1%2F";
        for (String parameter : List.of("request", "id_token_hint", "login_hint")) {
            routes.put(
                    "authorization with " + parameter,
                    token -> realm.call("GET", auth + "&" + parameter + "=" + token, "", ""));
        }
        routes.put(
                "pushed authorization",
                token -> realm.post(
                        "/protocol/openid-connect/ext/par/request",
                        scene.portal.authenticated(Form.of("request", token)),
                        Map.of()));
        routes.put(
                "logout",
                token -> realm.call(
                        "GET",
                        "/protocol/openid-connect/logout?id_token_hint=" + token
                                + "&post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%2F",
                        "",
                        ""));
        routes.put(
                "logout by refresh token",
                token -> realm.post(
                        "/protocol/openid-connect/logout",
                        scene.portal.authenticated(Form.of("refresh_token", token)),
                        Map.of()));
    }

    private static Form grant(String type, String parameter, String token) {
        return Form.of("grant_type", type).and(parameter, token);
    }

    private Answer bearer(String path, Form form, String token) {
        return realm.post(path, form, Map.of("Authorization", "Bearer " + token));
    }
}
