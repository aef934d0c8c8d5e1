package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Exchange;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.Map;
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
    void aProofBindsTheTokenToItsKeyAndToNoOther() {
        TokenAnswer token = with(scene.exchange(), key).token();
        assertThat(token.json().path("token_type").asText()).isEqualTo("DPoP");
        assertThat(token.claims().path("typ").asText()).isEqualTo("DPoP");
        assertThat(token.claims().at("/cnf/jkt").asText()).isEqualTo(key.thumbprint());
        assertThat(scene.facts(token).at("/cnf/jkt").asText())
                .isEqualTo(token.claims().at("/cnf/jkt").asText());
        assertThat(scene.facts(token).path("token_type").asText()).isEqualTo("DPoP");
        assertThat(scene.exchange().token().claims().has("cnf")).isFalse();
    }

    @Test
    void ac29AProofIsGoodOnceAndForThisEndpointOnly() {
        String proof = key.proof("POST", endpoint());
        assertThat(scene.exchange().header("DPoP", proof).send().status()).isEqualTo(200);
        assertThat(scene.exchange().header("DPoP", proof).send().status()).isEqualTo(400);
        assertThat(scene.exchange()
                        .header("DPoP", key.proof("GET", endpoint()))
                        .send()
                        .status())
                .isEqualTo(400);
    }

    @Test
    void anAgentThatMustProveAKeyGetsABoundTokenOrNone() {
        TestAgent strict = scene.agent("must-prove", spec -> spec.strict("senderConstraint"));
        scene.refused(strict.exchange(scene.login().accessToken()).audience("erp-api"), "invalid_request");
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
        scene.refused(agent.exchange(scene.login().accessToken()).audience("erp-api"), "invalid_request");
        scene.refused(with(agent.exchange(scene.login().accessToken()).audience("erp-api"), key), "invalid_request");
        scene.refused(() -> agent.clientCredentials(), "invalid_request");
    }

    @Test
    void aBoundPersonsTokenNeedsItsKeyUnlessItIsForTheAgent() {
        TokenAnswer bound = boundLogin();
        assertThat(bound.claims().at("/cnf/jkt").isTextual()).isTrue();
        scene.refused(scene.clerk.exchange(bound.accessToken()).audience("erp-api"), "invalid_request");
        scene.refused(
                with(scene.clerk.exchange(bound.accessToken()).audience("erp-api"), AgentKey.generate()),
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
                .tokenRequest(form, Map.of("DPoP", key.proof("POST", endpoint())))
                .token();
        scene.refused(scene.exchange().actorToken(actor.accessToken()), "invalid_request");
        scene.refused(with(scene.exchange().actorToken(actor.accessToken()), AgentKey.generate()), "invalid_request");
        assertThat(with(scene.exchange().actorToken(actor.accessToken()), key)
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void ac75ABoundTaskGoesOnWithItsKeyOnlyAndStaysBound() {
        TokenAnswer token = with(scene.exchange(), key).token();
        refusedAsNotProven(scene.clerk.exchange(token.accessToken()));
        refusedAsNotProven(with(scene.clerk.exchange(token.accessToken()), AgentKey.generate()));
        TokenAnswer next = with(scene.clerk.exchange(token.accessToken()), key).token();
        assertThat(next.claims().path("cnf")).isEqualTo(token.claims().path("cnf"));
        assertThat(next.json().path("token_type").asText()).isEqualTo("DPoP");
        refusedAsNotProven(scene.clerk.exchange(next.accessToken()));

        TokenAnswer unbound = scene.exchange().token();
        TokenAnswer bound =
                with(scene.clerk.exchange(unbound.accessToken()), key).token();
        assertThat(bound.claims().at("/cnf/jkt").isTextual()).isTrue();
        refusedAsNotProven(scene.clerk.exchange(bound.accessToken()));
    }

    @Test
    void ac76OnlyANewActorBindsAnotherKeyAndItNeedsNoneOfTheDelegator() {
        TestAgent helper = scene.agent("bound-helper", spec -> spec);
        TestAgent strict = scene.agent("strict-helper", spec -> spec.strict("senderConstraint"));
        TestAgent head = scene.agent("bound-head", spec -> spec.delegates("bound-helper", "strict-helper"));
        TokenAnswer token = with(
                        head.exchange(scene.login().accessToken())
                                .audience("erp-api")
                                .authorizationDetails("[{\"type\":\"agent_task\",\"delegation\":{\"allowed_delegates\":"
                                        + "[\"bound-helper\",\"strict-helper\"]}}]"),
                        key)
                .token();
        refusedAsNotProven(head.exchange(token.accessToken()).audience("bound-helper"));
        TokenAnswer handed = with(head.exchange(token.accessToken()).audience("bound-helper"), key)
                .token();
        Answer without = helper.exchange(handed.accessToken()).send();
        scene.refused(without, "invalid_request");
        assertThat(without.errorDescription()).startsWith("sender_constraint_required");

        AgentKey helpers = AgentKey.generate();
        TokenAnswer again = with(head.exchange(token.accessToken()).audience("bound-helper"), key)
                .token();
        TokenAnswer child = with(helper.exchange(again.accessToken()), helpers).token();
        assertThat(child.claims().at("/cnf/jkt").asText()).isEqualTo(helpers.thumbprint());
        refusedAsNotProven(helper.exchange(child.accessToken()));
        refusedAsNotProven(with(helper.exchange(child.accessToken()), key));
        assertThat(with(helper.exchange(child.accessToken()), helpers)
                        .token()
                        .claims()
                        .at("/cnf/jkt")
                        .asText())
                .isEqualTo(helpers.thumbprint());

        TokenAnswer toStrict = with(head.exchange(token.accessToken()).audience("strict-helper"), key)
                .token();
        scene.refused(strict.exchange(toStrict.accessToken()), "invalid_request");
        assertThat(with(strict.exchange(toStrict.accessToken()), helpers)
                        .token()
                        .claims()
                        .at("/cnf/jkt")
                        .asText())
                .isEqualTo(helpers.thumbprint());
    }

    @Test
    void ac75ABoundActorTokenCompletesATaskWithItsKeyOnly() {
        TokenAnswer task = with(scene.exchange(), key).token();
        TokenAnswer actor = scene.clerk
                .tokenRequest(
                        Form.of("grant_type", "client_credentials"), Map.of("DPoP", key.proof("POST", endpoint())))
                .token();
        String path = "/agents/tasks/" + Scene.taskId(task);
        String complete = path + "/complete";
        String bound = "DPoP " + actor.accessToken();
        String good = key.proof("POST", realm.issuer() + complete, actor.accessToken());
        Map<String, Map<String, String>> refused = Map.of(
                "as a bearer token",
                Map.of("Authorization", "Bearer " + actor.accessToken()),
                "as a bearer token with a proof",
                Map.of("Authorization", "Bearer " + actor.accessToken(), "DPoP", good),
                "without a proof",
                Map.of("Authorization", bound),
                "by another key",
                Map.of(
                        "Authorization",
                        bound,
                        "DPoP",
                        AgentKey.generate().proof("POST", realm.issuer() + complete, actor.accessToken())),
                "by a proof for another method",
                Map.of(
                        "Authorization",
                        bound,
                        "DPoP",
                        key.proof("GET", realm.issuer() + complete, actor.accessToken())),
                "by a proof for another address",
                Map.of("Authorization", bound, "DPoP", key.proof("POST", realm.issuer() + path, actor.accessToken())),
                "by a proof without the token's hash",
                Map.of("Authorization", bound, "DPoP", key.proof("POST", realm.issuer() + complete)),
                "by a proof for another token",
                Map.of(
                        "Authorization",
                        bound,
                        "DPoP",
                        key.proof("POST", realm.issuer() + complete, task.accessToken())));
        refused.forEach((how, headers) -> assertThat(
                        realm.call("POST", complete, "", headers).status())
                .as(how)
                .isEqualTo(401));
        assertThat(realm.call(
                                "GET",
                                path,
                                "",
                                Map.of(
                                        "Authorization",
                                        "DPoP " + scene.clerk.actorToken().accessToken(),
                                        "DPoP",
                                        key.proof("GET", realm.issuer() + path)))
                        .status())
                .as("a token that is not bound, as a bound one")
                .isEqualTo(401);

        assertThat(realm.callBound("GET", path, actor, key)
                        .expect(200)
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("active");
        String once = key.proof("POST", realm.issuer() + complete, actor.accessToken());
        Map<String, String> headers = Map.of("Authorization", bound, "DPoP", once);
        realm.call("POST", complete, "", headers).expect(200);
        assertThat(realm.call("POST", complete, "", headers).status())
                .as("a proof is good once")
                .isEqualTo(401);
        assertThat(scene.active(task)).isFalse();
    }

    @Test
    void ac75APersonsBoundTokenRevokesATaskWithItsKeyOnly() {
        TokenAnswer person = boundLogin();
        TokenAnswer task = scene.exchange().token();
        String revoke = "/agents/tasks/" + Scene.taskId(task) + "/revoke";
        assertThat(realm.call("POST", revoke, "", person.accessToken()).status())
                .isEqualTo(401);
        assertThat(realm.callBound("POST", revoke, person, AgentKey.generate()).status())
                .isEqualTo(401);
        assertThat(scene.active(task)).isTrue();
        realm.callBound("POST", revoke, person, key).expect(200);
        assertThat(scene.active(task)).isFalse();
        assertThat(realm.callBound("GET", "/agents/me/agents", person, key).status())
                .isEqualTo(200);
        assertThat(realm.call("GET", "/agents/me/agents", "", person.accessToken())
                        .status())
                .isEqualTo(401);
    }

    private void refusedAsNotProven(Exchange exchange) {
        assertThat(scene.refused(exchange, "invalid_request").errorDescription())
                .startsWith("subject_token_key_not_proven");
    }

    private TokenAnswer boundLogin() {
        Form form = Form.of("grant_type", "password")
                .and("username", scene.alice.username())
                .and("password", scene.alice.password())
                .and("scope", "openid " + Scene.READ);
        return scene.portal
                .tokenRequest(form, Map.of("DPoP", key.proof("POST", endpoint())))
                .token();
    }

    private Exchange with(Exchange exchange, AgentKey proven) {
        return exchange.header("DPoP", proven.proof("POST", endpoint()));
    }

    private String endpoint() {
        return realm.issuer() + "/protocol/openid-connect/token";
    }
}
