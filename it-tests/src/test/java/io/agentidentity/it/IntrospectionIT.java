package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Jwt;
import io.agentidentity.it.realm.ResourceServer;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestClient;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Introspection (RFC 7662) of every kind of token of ours, by everybody; as signed JWTs too (RFC 9701). What metadata says of it. */
@KeycloakTest
@Tag("smoke")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IntrospectionIT {

    private static final String SIGNED = "application/token-introspection+jwt";
    private static final String INACTIVE = "{\"active\":false}";

    private final TestRealm realm;
    private final Scene scene;
    private final TestAgent head;
    private final TestAgent helper;

    IntrospectionIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        head = scene.agent("head-clerk", spec -> spec.delegates("helper"));
        helper = scene.agent("helper", spec -> spec);
    }

    @Test
    void aResourceServerLearnsWhatTheTokenSaysAndWhatIsLeft() {
        TokenAnswer token = task();
        JsonNode facts = scene.facts(token);
        for (String claim : List.of(
                "iss",
                "sub",
                "aud",
                "client_id",
                "azp",
                "jti",
                "iat",
                "exp",
                "txn",
                "auth_time",
                "acr",
                "scope",
                "act")) {
            assertThat(facts.path(claim)).as(claim).isEqualTo(token.claims().path(claim));
        }
        assertThat(facts.path("active").asBoolean()).isTrue();
        assertThat(facts.path("username").asText()).isEqualTo("alice");
        assertThat(facts.path("token_type").asText()).isEqualTo("Bearer");
        assertThat(facts.at("/authorization_details/0/limits/max_tokens").asInt())
                .isEqualTo(5);
        assertThat(facts.at("/remaining/max_tokens").asInt()).isEqualTo(4);
        assertThat(token.claims().at("/authorization_details/0").has("limits")).isFalse();

        TokenAnswer child = child(token);
        assertThat(scene.facts(child).at("/act/act/client_id").asText()).isEqualTo("head-clerk");
        assertThat(scene.facts(child).at("/remaining/max_tokens").asInt())
                .isEqualTo(scene.facts(token).at("/remaining/max_tokens").asInt());
        assertThat(scene.facts(scene.exchange().token()).has("remaining")).isFalse();
    }

    @Test
    void everybodyElseAndEveryOtherTokenGetTheSameAnswer() {
        TokenAnswer token = task();
        String handed = handedOver(token);
        ResourceServer careless = realm.resourceServer(
                "careless",
                client -> client.withObject("/attributes")
                        .put("allow.token.introspection.without.audience.check", "true"));
        for (TestClient caller : List.of(scene.stranger, scene.gateway, scene.portal, head, helper, careless)) {
            inactive(caller, token.accessToken());
        }
        for (String other : List.of(handed, head.actorToken().accessToken(), token.accessToken() + "x", "x", "a.b.c")) {
            inactive(scene.erp, other);
            inactive(head, other);
            inactive(helper, other);
        }
        for (String hint : List.of("refresh_token", "requesting_party_token")) {
            Answer answer = introspect(
                    scene.erp, Form.of("token", token.accessToken()).and("token_type_hint", hint), "application/json");
            assertThat(answer.json().path("active").asBoolean()).as(hint).isFalse();
        }
        assertThat(scene.active(token)).isTrue();
    }

    @Test
    void anEndedTaskAboveEndsTheTokensBelow() {
        TokenAnswer token = task();
        TokenAnswer child = child(token);
        assertThat(scene.active(child)).isTrue();
        realm.tasks(head.actorToken().accessToken())
                .complete(Scene.taskId(token))
                .expect(200);
        inactive(scene.erp, child.accessToken());
        inactive(scene.erp, token.accessToken());
    }

    @Test
    void answersAreSignedForWhoeverAsksForThat() throws JOSEException, ParseException {
        TokenAnswer token = task();
        Jwt answer = signed(scene.erp, token.accessToken());
        JsonNode facts = answer.claims().path("token_introspection");
        assertThat(facts).isEqualTo(scene.facts(token));
        assertThat(facts.path("active").asBoolean()).isTrue();

        String person = scene.portal.login(scene.alice).accessToken();
        JsonNode theirs = signed(scene.portal, person).claims().path("token_introspection");
        assertThat(theirs).isEqualTo(scene.portal.introspect(person).json());

        for (String dead : List.of(handedOver(token), head.actorToken().accessToken(), "x")) {
            assertThat(signed(scene.erp, dead)
                            .claims()
                            .path("token_introspection")
                            .toString())
                    .isEqualTo(INACTIVE);
        }
        assertThat(signed(scene.stranger, token.accessToken())
                        .claims()
                        .path("token_introspection")
                        .toString())
                .isEqualTo(INACTIVE);
    }

    @Test
    void otherMediaTypesAndErrorsStayAsTheyAre() {
        TokenAnswer token = task();
        for (String accept : List.of("application/json", "*/*", "application/json, " + SIGNED + ";q=0.5")) {
            Answer answer = introspect(scene.erp, Form.of("token", token.accessToken()), accept);
            assertThat(answer.header("Content-Type").orElse("")).as(accept).startsWith("application/json");
            assertThat(answer.json()).isEqualTo(scene.facts(token));
        }
        assertThat(introspect(scene.erp, Form.of("token", token.accessToken()), SIGNED + ", application/json;q=0.9")
                        .header("Content-Type"))
                .contains(SIGNED);
        Answer wrong = realm.post(
                "/protocol/openid-connect/token/introspect",
                Form.of("token", token.accessToken())
                        .and("client_id", "erp-api")
                        .and("client_secret", "wrong"),
                Map.of("Accept", SIGNED));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.json().has("error")).isTrue();
        assertThat(introspect(scene.erp, Form.of("x", "y"), SIGNED).status()).isEqualTo(400);
    }

    @Test
    void keycloaksJwtMemberIsTheTokenItselfAndOnlyForClientsThatMay() {
        ResourceServer may = realm.resourceServer(
                "may-have-jwt",
                client -> client.withObject("/attributes")
                        .put("client.introspection.response.allow.jwt.claim.enabled", "true"));
        TestAgent agent = scene.agent("for-jwt", spec -> spec.targets("may-have-jwt", "erp-api"));
        String token = agent.exchange(scene.login().accessToken())
                .audience("may-have-jwt")
                .token()
                .accessToken();
        JsonNode facts =
                introspect(may, Form.of("token", token), "application/jwt").json();
        assertThat(facts.path("jwt").asText()).isEqualTo(token);
        assertThat(may.introspect(token).json().has("jwt")).isFalse();
        String other = task().accessToken();
        assertThat(introspect(may, Form.of("token", other), "application/jwt").body())
                .isEqualTo(INACTIVE);
        assertThat(introspect(scene.erp, Form.of("token", other), "application/jwt")
                        .json()
                        .has("jwt"))
                .isFalse();
    }

    @Test
    void metadataSaysWhatIsSupported() {
        for (String document : List.of("openid-configuration", "oauth-authorization-server")) {
            Answer answer = realm.call("GET", "/.well-known/" + document, "", "");
            JsonNode metadata = answer.expect(200).json();
            assertThat(metadata.path("issuer").asText()).isEqualTo(realm.issuer());
            assertThat(texts(metadata, "authorization_details_types_supported")).contains("agent_task");
            assertThat(texts(metadata, "grant_types_supported"))
                    .contains(
                            "urn:ietf:params:oauth:grant-type:token-exchange",
                            "client_credentials",
                            "authorization_code")
                    .doesNotHaveDuplicates();
            assertThat(texts(metadata, "introspection_signing_alg_values_supported"))
                    .containsExactly("RS256");
            assertThat(texts(metadata, "dpop_signing_alg_values_supported")).contains("ES256");
            assertThat(metadata.path("introspection_endpoint").asText()).endsWith("/token/introspect");
            assertThat(answer.body().split("\"authorization_details_types_supported\"", -1))
                    .as("the member stands there once")
                    .hasSize(2);
        }
        assertThat(realm.call("GET", "/.well-known/uma2-configuration", "", "").status())
                .isEqualTo(200);
    }

    private static List<String> texts(JsonNode metadata, String member) {
        return metadata.path(member).valueStream().map(JsonNode::asText).toList();
    }

    private Jwt signed(TestClient caller, String token) throws JOSEException, ParseException {
        Answer answer = introspect(caller, Form.of("token", token), SIGNED).expect(200);
        assertThat(answer.header("Content-Type")).contains(SIGNED);
        SignedJWT jws = SignedJWT.parse(answer.body());
        assertThat(jws.getHeader().getType().getType()).isEqualTo("token-introspection+jwt");
        JWKSet keys = JWKSet.parse(realm.call("GET", "/protocol/openid-connect/certs", "", "")
                .expect(200)
                .body());
        assertThat(jws.verify(new RSASSAVerifier(
                        keys.getKeyByKeyId(jws.getHeader().getKeyID()).toRSAKey())))
                .isTrue();
        Jwt jwt = Jwt.parse(answer.body());
        assertThat(jwt.claims().properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("iss", "aud", "iat", "token_introspection");
        assertThat(jwt.claims().path("iss").asText()).isEqualTo(realm.issuer());
        assertThat(jwt.claims().path("aud").asText()).isEqualTo(caller.clientId());
        assertThat(jwt.claims().path("iat").asLong())
                .isBetween(Instant.now().getEpochSecond() - 30, Instant.now().getEpochSecond() + 5);
        return jwt;
    }

    private Answer introspect(TestClient caller, Form form, String accept) {
        return realm.post(
                "/protocol/openid-connect/token/introspect", caller.authenticated(form), Map.of("Accept", accept));
    }

    private static void inactive(TestClient caller, String token) {
        assertThat(caller.introspect(token).expect(200).body()).isEqualTo(INACTIVE);
    }

    private TokenAnswer task() {
        return head.exchange(scene.login().accessToken())
                .audience("erp-api")
                .authorizationDetails("[{\"type\":\"agent_task\",\"limits\":{\"max_tokens\":5},"
                        + "\"delegation\":{\"allowed_delegates\":[\"helper\"]}}]")
                .token();
    }

    private String handedOver(TokenAnswer token) {
        return head.exchange(token.accessToken()).audience("helper").token().accessToken();
    }

    private TokenAnswer child(TokenAnswer token) {
        return helper.exchange(handedOver(token)).token();
    }
}
