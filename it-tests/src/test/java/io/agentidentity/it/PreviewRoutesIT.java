package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestClient;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.server.DistributionServer;
import io.agentidentity.it.server.ServerSetup;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The routes of tokens again, on a server with Keycloak's preview of an exchange that impersonates and with all that takes assertions. */
@StartsServers
class PreviewRoutesIT {

    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    @Test
    void noPreviewOfKeycloakTurnsATokenOfOursIntoAnother() {
        ServerSetup setup = ServerSetup.fromProperties();
        String more = setup.version().startsWith("26.7.")
                ? ",identity-assertion-jwt,token-exchange-delegation,parameterized-scopes"
                : ",token-exchange-external-internal";
        String features = setup.buildOptions().stream()
                .filter(option -> option.startsWith("--features="))
                .findFirst()
                .orElseThrow();
        try (DistributionServer server =
                DistributionServer.start(setup.withBuildOptions(features + ",token-exchange" + more))) {
            TestRealm realm = Realms.on(server).create("preview");
            LaunderingRoutesIT routes = new LaunderingRoutesIT(realm);
            routes.routes().forEach(routes::noTokenComesBack);
            ourExchangeAnswers(realm, routes);
            if (setup.version().startsWith("26.7.")) {
                ac21ARealmThatTrustsItselfTakesNoTaskTokenAsAnAssertion(realm, routes.scene);
            }
        }
    }

    /** The preview takes all that is left to it; a token of ours is not. */
    private static void ourExchangeAnswers(TestRealm realm, LaunderingRoutesIT routes) {
        App app = realm.app("preview-app");
        String person = app.login(realm.person("carol")).accessToken();
        assertThat(app.exchange(person).send().status())
                .as("the preview serves a public client, which the standard exchange does not")
                .isEqualTo(200);
        for (TestClient client : List.of(app, routes.scene.erp, routes.scene.stranger)) {
            for (Map.Entry<String, String> token : routes.tokens.entrySet()) {
                for (Map<String, String> more : List.of(
                        Map.<String, String>of(),
                        Map.of("requested_subject", "alice"),
                        Map.of("subject_issuer", "self"),
                        Map.of("subject_issuer", realm.issuer()),
                        Map.of("requested_issuer", "self"))) {
                    Exchange exchange = client.exchange(token.getValue());
                    for (Map.Entry<String, String> parameter : more.entrySet()) {
                        exchange = exchange.param(parameter.getKey(), parameter.getValue());
                    }
                    Answer answer = exchange.send();
                    assertThat(answer.error()).as(token.getKey() + more).isEqualTo("invalid_request");
                    assertThat(answer.errorDescription())
                            .as(token.getKey() + more)
                            .startsWith("subject_token_delegated");
                }
            }
        }
    }

    private static void ac21ARealmThatTrustsItselfTakesNoTaskTokenAsAnAssertion(TestRealm realm, Scene scene) {
        var provider =
                Json.object().put("alias", "self").put("providerId", "oidc").put("enabled", true);
        provider.putObject("config")
                .put("issuer", realm.issuer())
                .put("clientId", "erp-api")
                .put("clientSecret", "x")
                .put("authorizationUrl", realm.issuer() + "/protocol/openid-connect/auth")
                .put("tokenUrl", realm.issuer() + "/protocol/openid-connect/token")
                .put("useJwksUrl", "true")
                .put("validateSignature", "true")
                .put("jwksUrl", realm.issuer() + "/protocol/openid-connect/certs")
                .put("allowClientIdAsAudience", "true")
                .put("jwtAuthorizationGrantEnabled", "true")
                .put("jwtAuthorizationGrantAssertionReuseAllowed", "true");
        realm.admin().post("/identity-provider/instances", provider).expect(201);
        realm.admin()
                .post(
                        "/users/" + scene.alice.id() + "/federated-identity/self",
                        Map.of("identityProvider", "self", "userId", scene.alice.id(), "userName", "alice"))
                .expect(204);
        scene.portal
                .update(Map.of(
                        "fullScopeAllowed",
                        false,
                        "attributes",
                        Map.of(
                                "oauth2.jwt.authorization.grant.enabled", "true",
                                "oauth2.jwt.authorization.grant.idp", "self")))
                .expect(204);
        scene.portal.addAudience("erp-api");
        Form grant = Form.of("grant_type", JWT_BEARER);
        Answer persons = scene.portal.tokenRequest(
                grant.and("assertion", scene.portal.login(scene.alice).accessToken()));
        assertThat(persons.toString()).as("what the realm is set up for").startsWith("200");
        for (String behind : List.of("", ".", "..")) {
            Answer task = scene.portal.tokenRequest(
                    grant.and("assertion", scene.exchange().token().accessToken() + behind));
            assertThat(task.error()).as(task.toString()).isEqualTo("invalid_grant");
            assertThat(task.errorDescription()).contains("task token");
        }
    }
}
