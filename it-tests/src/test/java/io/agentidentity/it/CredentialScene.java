package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Agents with credentials of every kind, and whether these are good. */
final class CredentialScene {

    static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    final Scene scene;
    final TestRealm realm;

    CredentialScene(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
    }

    /** An agent of alice in production with that credential. */
    TestAgent agent(String clientId, JsonNode credential) {
        return scene.agent(clientId, spec -> spec.json(json -> json.set("credential", credential)));
    }

    TestAgent development(String clientId, JsonNode credential) {
        return scene.agent(
                clientId, spec -> spec.environment("development").json(json -> json.set("credential", credential)));
    }

    /** The answer to the making of an agent, good or bad. */
    Answer tryAgent(String clientId, String environment, JsonNode credential) {
        return realm.tryAgent(
                realm.admin(),
                clientId,
                spec -> spec.owner(scene.alice)
                        .environment(environment)
                        .json(json -> json.set("credential", credential)));
    }

    static ObjectNode jwks(JsonNode... keys) {
        ObjectNode credential = Json.object().put("type", "private_key_jwt");
        credential.putObject("jwks").putArray("keys").addAll(List.of(keys));
        return credential;
    }

    static ObjectNode jwksUrl(String url) {
        return Json.object().put("type", "private_key_jwt").put("jwksUrl", url);
    }

    static ObjectNode secret() {
        return Json.object().put("type", "client_secret");
    }

    static ObjectNode certificate(String subjectDn) {
        return Json.object().put("type", "tls_client_auth").put("subjectDn", subjectDn);
    }

    static ObjectNode federated(String issuer, String subject) {
        return Json.object().put("type", "federated_jwt").put("issuer", issuer).put("subject", subject);
    }

    /** The agent, sending that client assertion. */
    static TestAgent asserting(TestAgent agent, String assertion) {
        return agent.by(form -> form.and("client_id", agent.clientId())
                .and("client_assertion_type", JWT_BEARER)
                .and("client_assertion", assertion));
    }

    static TestAgent withSecret(TestAgent agent, String secret) {
        return agent.by(form -> form.and("client_id", agent.clientId()).and("client_secret", secret));
    }

    /** The agent gets a token of its own and, for alice, a token of a task. */
    void works(TestAgent agent) {
        assertThat(agent.clientCredentials().token().claims().path("client_id").asText())
                .isEqualTo(agent.clientId());
        JsonNode claims = exchange(agent).token().claims();
        assertThat(claims.path("sub").asText()).isEqualTo(scene.alice.id());
        assertThat(claims.at("/act/client_id").asText()).isEqualTo(agent.clientId());
    }

    /** It gets neither. */
    void refused(TestAgent agent) {
        assertRefused(agent.clientCredentials());
        assertRefused(exchange(agent));
    }

    Answer exchange(TestAgent agent) {
        return agent.exchange(scene.login().accessToken()).audience("erp-api").send();
    }

    static void assertRefused(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isIn(400, 401);
        assertThat(answer.error()).as(answer.toString()).isIn("invalid_client", "unauthorized_client");
        assertThat(answer.json().has("access_token")).isFalse();
    }

    static void invalid(Answer answer, String named) {
        problem(answer, 400, named);
    }

    static void conflict(Answer answer, String named) {
        problem(answer, 409, named);
    }

    private static void problem(Answer answer, int status, String named) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.json().path("errorMessage").asText()).contains(named);
    }

    /** How often it was refused so far that two agents share a credential. */
    int refusedAsShared() {
        return (int) realm.audit("type=agent.request.refused.v1&max=1000").findValuesAsText("reason").stream()
                .filter("credential_in_use"::equals)
                .count();
    }

    JsonNode credential(TestAgent agent) {
        return realm.admin().get(agent.path("/credential")).expect(200).json();
    }

    List<String> kids(TestAgent agent) {
        return credential(agent).at("/jwks/keys").findValuesAsText("kid");
    }

    Answer rotate(TestAgent agent, Map<String, ?> body) {
        return realm.admin().post(agent.path("/credential/rotate"), body);
    }

    Answer put(TestAgent agent, Consumer<ObjectNode> change) {
        ObjectNode record = (ObjectNode) agent.record();
        change.accept(record);
        return realm.admin().put(agent.path(""), record);
    }

    List<String> findings(TestAgent agent) {
        return realm.admin().get(agent.path("/posture")).expect(200).json().findValuesAsText("code");
    }

    /** The key without a name. */
    static AgentKey nameless(AgentKey key) {
        return named(key, null);
    }

    static AgentKey named(AgentKey key, String kid) {
        return new AgentKey(
                new com.nimbusds.jose.jwk.ECKey.Builder(key.key()).keyID(kid).build());
    }

    static Form clientCredentials() {
        return Form.of("grant_type", "client_credentials");
    }
}
