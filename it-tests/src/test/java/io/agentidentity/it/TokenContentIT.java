package io.agentidentity.it;

import static io.agentidentity.it.AgentExchangeIT.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Jwt;
import io.agentidentity.it.realm.ResourceServer;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What of the person's token and account reaches a task token, and what never does. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenContentIT {

    private final TestRealm realm;
    private final Scene scene;

    TokenContentIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
    }

    @Test
    void ac10NothingOfAnAdministratorsRolesAndGroupsIsInTheToken() {
        String management = realm.clientUuid("realm-management");
        JsonNode realmAdmin = realm.admin()
                .get("/clients/" + management + "/roles/realm-admin")
                .expect(200)
                .json();
        realm.admin()
                .post("/users/" + scene.alice.id() + "/role-mappings/clients/" + management, List.of(realmAdmin))
                .expect(204);
        realm.admin().post("/roles", Map.of("name", "treasurer")).expect(201);
        realm.admin()
                .post(
                        "/users/" + scene.alice.id() + "/role-mappings/realm",
                        List.of(realm.admin()
                                .get("/roles/treasurer")
                                .expect(200)
                                .json()))
                .expect(204);
        realm.group("board");
        realm.join(scene.alice, "/board");
        App wide = realm.confidentialApp("wide-portal");
        realm.clientScope("all:groups", wide);
        mapper(wide, "groups", "oidc-group-membership-mapper", Map.of("claim.name", "groups", "full.path", "true"));
        scene.erp.createRole("clerk");
        scene.erp.createRole("boss");
        scene.erp.grantRole(scene.alice, "clerk");
        scene.erp.grantRole(scene.alice, "boss");
        TestAgent agent = scene.agent(
                "of-an-admin", spec -> spec.apps(wide).scopes("all:groups").roles("erp-api:clerk"));

        TokenAnswer login = wide.login(scene.alice, "all:groups");
        assertThat(login.claims().path("groups").toString()).contains("/board");
        assertThat(login.claims().at("/realm_access/roles").toString()).contains("treasurer");
        assertThat(login.claims().at("/resource_access/realm-management/roles").toString())
                .contains("realm-admin");

        TokenAnswer token =
                agent.exchange(login.accessToken()).audience("erp-api").token();
        for (JsonNode shown : List.of(token.claims(), scene.facts(token))) {
            assertThat(shown.has("realm_access")).isFalse();
            assertThat(shown.has("groups")).isFalse();
            assertThat(shown.path("resource_access").toString()).isEqualTo("{\"erp-api\":{\"roles\":[\"clerk\"]}}");
        }
        TokenAnswer none = scene.exchange().token();
        assertThat(none.claims().has("resource_access")).isFalse();
    }

    @Test
    void theHeaderIsAsTheTargetsClientWantsIt() {
        ResourceServer modern = realm.resourceServer(
                "modern-api",
                client -> client.withObject("/attributes").put("access.token.header.type.rfc9068", "true"));
        TestAgent agent = scene.agent("for-both", spec -> spec.targets("modern-api", "erp-api"));
        String login = scene.login().accessToken();
        TokenAnswer token = agent.exchange(login).audience("modern-api").token();
        assertThat(type(token)).isEqualTo("at+jwt");
        assertThat(modern.introspect(token.accessToken())
                        .expect(200)
                        .json()
                        .path("active")
                        .asBoolean())
                .isTrue();
        assertThat(type(agent.exchange(token.accessToken()).token())).isEqualTo("at+jwt");
        assertThat(type(agent.exchange(login).audience("erp-api").token())).isEqualTo("JWT");
    }

    @Test
    void howThePersonLoggedInIsPassedOnUnchanged() {
        App strong = realm.confidentialApp("strong-portal");
        realm.clientScope("strong:read", strong);
        mapper(strong, "amr", "oidc-hardcoded-claim-mapper", hardcoded("amr", "[\"pwd\",\"otp\"]", "JSON"));
        mapper(strong, "acr", "oidc-hardcoded-claim-mapper", hardcoded("acr", "gold", "String"));
        TestAgent helper =
                scene.agent("strong-helper", spec -> spec.apps(strong).scopes("strong:read"));
        TestAgent agent = scene.agent(
                "strong-clerk", spec -> spec.apps(strong).scopes("strong:read").delegates("strong-helper"));
        JsonNode login = strong.login(scene.alice, "strong:read").claims();
        TokenAnswer token = agent.exchange(
                        strong.login(scene.alice, "strong:read").accessToken())
                .audience("erp-api")
                .authorizationDetails(
                        "[{\"type\":\"agent_task\",\"delegation\":{\"allowed_delegates\":[\"strong-helper\"]}}]")
                .token();
        assertThat(login.path("amr").toString()).isEqualTo("[\"pwd\",\"otp\"]");
        TokenAnswer next = agent.exchange(token.accessToken()).token();
        TokenAnswer handed =
                agent.exchange(next.accessToken()).audience("strong-helper").token();
        TokenAnswer child = helper.exchange(handed.accessToken()).token();
        for (JsonNode shown :
                List.of(token.claims(), next.claims(), child.claims(), scene.facts(token), scene.facts(child))) {
            assertThat(shown.path("amr")).isEqualTo(login.path("amr"));
            assertThat(shown.path("acr")).isEqualTo(login.path("acr"));
            assertThat(shown.path("auth_time")).isEqualTo(token.claims().path("auth_time"));
        }
        TokenAnswer plain = scene.exchange().token();
        assertThat(plain.claims().has("amr")).isFalse();
    }

    @Test
    void aPersonWhomAnAppKnowsByAPseudonymIsNamedByTheRealmsId() {
        App pairwise = realm.confidentialApp("pairwise-portal");
        realm.clientScope("pairwise:read", pairwise);
        mapper(
                pairwise,
                "pairwise",
                "oidc-sha256-pairwise-sub-mapper",
                Map.of("sectorIdentifierUri", "", "pairwiseSubAlgorithmSalt", "salt"));
        TestAgent agent =
                scene.agent("for-pseudonyms", spec -> spec.apps(pairwise).scopes("pairwise:read"));
        TokenAnswer login = pairwise.login(scene.alice, "pairwise:read");
        assertThat(login.claims().path("sub").asText()).isNotEqualTo(scene.alice.id());

        TokenAnswer token =
                agent.exchange(login.accessToken()).audience("erp-api").token();
        assertThat(token.claims().path("sub").asText()).isEqualTo(scene.alice.id());
        assertThat(scene.facts(token).path("sub").asText()).isEqualTo(scene.alice.id());
        assertThat(agent.exchange(token.accessToken())
                        .token()
                        .claims()
                        .path("sub")
                        .asText())
                .isEqualTo(scene.alice.id());
    }

    @Test
    void ac26AnEncryptedTokenIsRefused() throws JOSEException, ParseException {
        TokenAnswer task = scene.exchange().token();
        for (String inner : List.of(scene.login().accessToken(), task.accessToken())) {
            String encrypted = encrypted(inner);
            refused(scene.clerk.exchange(encrypted).audience("erp-api").send(), "invalid_request");
            assertThat(scene.erp
                            .introspect(encrypted)
                            .expect(200)
                            .json()
                            .path("active")
                            .asBoolean())
                    .isFalse();
        }
        refused(
                scene.exchange()
                        .actorToken(encrypted(scene.clerk.actorToken().accessToken()))
                        .send(),
                "invalid_request");
    }

    /** A token encrypted for the realm, by a key that it publishes. */
    private String encrypted(String token) throws JOSEException, ParseException {
        JWK key = JWKSet.parse(realm.call("GET", "/protocol/openid-connect/certs", "", "")
                        .expect(200)
                        .body())
                .getKeys()
                .get(0);
        JWEObject jwe = new JWEObject(
                new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
                        .keyID(key.getKeyID())
                        .contentType("JWT")
                        .build(),
                new Payload(token));
        jwe.encrypt(new RSAEncrypter(key.toRSAKey()));
        return jwe.serialize();
    }

    private static String type(TokenAnswer token) {
        return Jwt.parse(token.accessToken()).header().path("typ").asText();
    }

    private static Map<String, String> hardcoded(String claim, String value, String type) {
        return Map.of("claim.name", claim, "claim.value", value, "jsonType.label", type);
    }

    private void mapper(App app, String name, String type, Map<String, String> config) {
        ObjectNode mapper = Json.object()
                .put("name", name)
                .put("protocol", "openid-connect")
                .put("protocolMapper", type);
        ObjectNode settings = mapper.putObject("config").put("access.token.claim", "true");
        config.forEach(settings::put);
        realm.admin()
                .post("/clients/" + app.id() + "/protocol-mappers/models", mapper)
                .expect(201);
    }
}
