package io.agentidentity.it;

import static io.agentidentity.it.AgentExchangeIT.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Tokens bound to a key by DPoP (RFC 9449). */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SenderConstraintIT {

    private final TestRealm realm;
    private final Scene scene;
    private final AgentKey key = AgentKey.generate();

    SenderConstraintIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
    }

    @Test
    void aProofBindsTheTokenToItsKeyAndToNoOther() throws JOSEException {
        TokenAnswer token = with(scene.exchange(), key).token();
        assertThat(token.json().path("token_type").asText()).isEqualTo("DPoP");
        assertThat(token.claims().path("typ").asText()).isEqualTo("DPoP");
        assertThat(token.claims().at("/cnf/jkt").asText())
                .isEqualTo(key.key().computeThumbprint().toString());
        assertThat(scene.facts(token).at("/cnf/jkt").asText())
                .isEqualTo(token.claims().at("/cnf/jkt").asText());
        assertThat(scene.facts(token).path("token_type").asText()).isEqualTo("DPoP");
        assertThat(scene.exchange().token().claims().has("cnf")).isFalse();
    }

    @Test
    void ac29AProofIsGoodOnceAndForThisEndpointOnly() {
        String proof = proof(key, "POST", endpoint());
        assertThat(scene.exchange().header("DPoP", proof).send().status()).isEqualTo(200);
        assertThat(scene.exchange().header("DPoP", proof).send().status()).isEqualTo(400);
        assertThat(scene.exchange()
                        .header("DPoP", proof(key, "GET", endpoint()))
                        .send()
                        .status())
                .isEqualTo(400);
    }

    @Test
    void anAgentThatMustProveAKeyGetsABoundTokenOrNone() {
        TestAgent strict = scene.agent("must-prove", spec -> spec.strict("senderConstraint"));
        refused(strict.exchange(scene.login().accessToken()).audience("erp-api").send(), "invalid_request");
        TokenAnswer token = with(strict.exchange(scene.login().accessToken()).audience("erp-api"), key)
                .token();
        assertThat(token.claims().at("/cnf/jkt").isTextual()).isTrue();
    }

    @Test
    void anAgentWhoseTokensAreBoundToACertificateGetsNoneWithoutIt() {
        TestAgent agent = scene.agent("needs-certificate", spec -> spec);
        String path = "/clients/" + agent.id();
        ObjectNode client = (ObjectNode) realm.admin().get(path).json();
        client.withObject("/attributes").put("tls.client.certificate.bound.access.tokens", "true");
        realm.admin().put(path, client).expect(204);
        refused(agent.exchange(scene.login().accessToken()).audience("erp-api").send(), "invalid_request");
        refused(
                with(agent.exchange(scene.login().accessToken()).audience("erp-api"), key)
                        .send(),
                "invalid_request");
        refused(agent.clientCredentials(), "invalid_request");
    }

    @Test
    void aBoundPersonsTokenNeedsItsKeyUnlessItIsForTheAgent() {
        TokenAnswer bound = boundLogin();
        assertThat(bound.claims().at("/cnf/jkt").isTextual()).isTrue();
        refused(scene.clerk.exchange(bound.accessToken()).audience("erp-api").send(), "invalid_request");
        refused(
                with(scene.clerk.exchange(bound.accessToken()).audience("erp-api"), AgentKey.generate())
                        .send(),
                "invalid_request");
        TestAgent named = scene.agent("named-in-aud", spec -> spec);
        scene.portal.addAudience("named-in-aud");
        TokenAnswer task =
                named.exchange(boundLogin().accessToken()).audience("erp-api").token();
        assertThat(task.claims().has("cnf")).as("a key is never copied").isFalse();
    }

    @Test
    void ac76ABoundActorTokenNeedsItsKey() {
        Form form = Form.of("grant_type", "client_credentials");
        TokenAnswer actor = scene.clerk
                .tokenRequest(form, Map.of("DPoP", proof(key, "POST", endpoint())))
                .token();
        refused(scene.exchange().actorToken(actor.accessToken()).send(), "invalid_request");
        refused(
                with(scene.exchange().actorToken(actor.accessToken()), AgentKey.generate())
                        .send(),
                "invalid_request");
        assertThat(with(scene.exchange().actorToken(actor.accessToken()), key)
                        .send()
                        .status())
                .isEqualTo(200);
    }

    private TokenAnswer boundLogin() {
        Form form = Form.of("grant_type", "password")
                .and("username", scene.alice.username())
                .and("password", scene.alice.password())
                .and("scope", "openid " + Scene.READ);
        return scene.portal
                .tokenRequest(form, Map.of("DPoP", proof(key, "POST", endpoint())))
                .token();
    }

    private Exchange with(Exchange exchange, AgentKey proven) {
        return exchange.header("DPoP", proof(proven, "POST", endpoint()));
    }

    private String endpoint() {
        return realm.issuer() + "/protocol/openid-connect/token";
    }

    private static String proof(AgentKey key, String method, String uri) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .jwtID(UUID.randomUUID().toString())
                .claim("htm", method)
                .claim("htu", uri)
                .issueTime(Date.from(Instant.now()))
                .build();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("dpop+jwt"))
                        .jwk(key.key().toPublicJWK())
                        .build(),
                claims);
        try {
            jwt.sign(new ECDSASigner(key.key()));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }
}
