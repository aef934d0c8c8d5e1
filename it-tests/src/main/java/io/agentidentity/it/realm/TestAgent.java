package io.agentidentity.it.realm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** An agent that was made through the admin API and holds its private key. */
public final class TestAgent extends TestClient {

    private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final AgentKey key;

    TestAgent(TestRealm realm, String id, String clientId, AgentKey key) {
        super(realm, id, clientId);
        this.key = key;
    }

    public AgentKey key() {
        return key;
    }

    public String clientAssertion() {
        return key.clientAssertion(clientId(), realm().issuer());
    }

    @Override
    public Form authenticated(Form form) {
        return form.and("client_id", clientId())
                .and("client_assertion_type", JWT_BEARER)
                .and("client_assertion", clientAssertion());
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
}
