package io.agentidentity.it.realm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.UnaryOperator;

/** An agent that was made through the admin API and holds its private key. */
public final class TestAgent extends TestClient {

    private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final AgentKey key;
    private final UnaryOperator<Form> proof;

    TestAgent(TestRealm realm, String id, String clientId, AgentKey key) {
        this(realm, id, clientId, key, assertion(key, clientId, realm.issuer()));
    }

    private TestAgent(TestRealm realm, String id, String clientId, AgentKey key, UnaryOperator<Form> proof) {
        super(realm, id, clientId);
        this.key = key;
        this.proof = proof;
    }

    private static UnaryOperator<Form> assertion(AgentKey key, String clientId, String issuer) {
        return form -> form.and("client_id", clientId)
                .and("client_assertion_type", JWT_BEARER)
                .and("client_assertion", key.clientAssertion(clientId, issuer));
    }

    /** The same agent with another key. */
    public TestAgent with(AgentKey other) {
        return new TestAgent(realm(), id(), clientId(), other);
    }

    /** The same agent, which authenticates by what this adds to a form. */
    public TestAgent by(UnaryOperator<Form> other) {
        return new TestAgent(realm(), id(), clientId(), key, other);
    }

    /** The same agent, which sees the realm in another way, such as with a certificate. */
    public TestAgent via(TestRealm realm) {
        return new TestAgent(realm, id(), clientId(), key, proof);
    }

    public AgentKey key() {
        return key;
    }

    public String clientAssertion() {
        return key.clientAssertion(clientId(), realm().issuer());
    }

    @Override
    public Form authenticated(Form form) {
        return proof.apply(form);
    }

    /** Its own token, good as {@code actor_token} and for the task API. */
    public TokenAnswer actorToken() {
        return clientCredentials().token();
    }

    /** Its record. */
    public JsonNode record() {
        return realm().admin().get(path("")).expect(200).json();
    }

    /** Its tasks as the admin API lists them. */
    public JsonNode tasks() {
        return realm().admin().get(path("/tasks")).expect(200).json();
    }

    public Answer suspend(String reason) {
        return realm().admin().post(path("/suspend"), Map.of("reason", reason));
    }

    public Answer activate() {
        return realm().admin().post(path("/activate"));
    }

    public Answer kill() {
        return realm().admin().post(path("/kill"));
    }

    public Answer retire() {
        return realm().admin().post(path("/retire"));
    }

    public Answer review() {
        return realm().admin().post(path("/review"));
    }

    public Answer transferTo(Person owner) {
        return realm().admin().post(path("/transfer"), Map.of("owner", owner.id()));
    }

    public Answer patch(Object body) {
        return realm().admin().patch(path(""), body);
    }

    /** The path below the realm's admin address. */
    public String path(String below) {
        return "/agents/" + id() + below;
    }

    /** Gives its service account a role of the realm by an import, which goes past every guard. */
    public void importRole(String role) {
        ObjectNode body = Json.object().put("ifResourceExists", "OVERWRITE");
        ObjectNode user = body.putArray("users").addObject();
        user.put("username", "service-account-" + clientId())
                .put("enabled", true)
                .put("serviceAccountClientId", clientId());
        user.putArray("realmRoles").add(role);
        realm().admin().post("/partialImport", body).expect(200);
    }
}
