package io.agentidentity.it.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.ResourceServer;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import java.util.Optional;

/**
 * What one client of the load plays: a person with an app of their own, an ordinary client that exchanges the person's token the
 * way Keycloak offers, and an agent that exchanges the same token our way. Both authenticate by {@code private_key_jwt}, ES256.
 */
record Seat(Person person, App app, ResourceServer ordinary, AgentKey key, Optional<TestAgent> agent) {

    static final String SCOPE = "invoices:read";
    static final String TARGET = "erp-api";
    static final String ACTION = "invoices.list";

    private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** The person, the app and the ordinary client; the client scope is still to come. */
    static Seat ordinary(TestRealm realm, int number) {
        AgentKey key = AgentKey.generate();
        ResourceServer ordinary = realm.resourceServer("ordinary-" + number, client -> lean(client, key));
        ordinary.addAudience(TARGET);
        App app = realm.app("app-" + number, ordinary.clientId());
        return new Seat(realm.person("person-" + number), app, ordinary, key, Optional.empty());
    }

    /** The same with an agent whose owner is the person. */
    Seat withAgent(TestRealm realm, int number) {
        TestAgent agent = realm.agent(
                "agent-" + number,
                spec -> spec.owner(person).scopes(SCOPE).targets(TARGET).actions(ACTION));
        app.addAudience(agent.clientId());
        return new Seat(person, app, ordinary, key, Optional.of(agent));
    }

    /** Its token says what a task token says of the person (sub, auth_time, acr), and no roles, names or addresses. */
    private static void lean(ObjectNode client, AgentKey key) {
        client.remove("secret");
        client.put("clientAuthenticatorType", "client-jwt").put("fullScopeAllowed", false);
        client.putArray("defaultClientScopes").add("basic").add("acr");
        client.putArray("optionalClientScopes");
        ObjectNode jwks = client.objectNode();
        jwks.putArray("keys").add(key.publicJwk());
        client.putObject("attributes")
                .put("use.jwks.string", "true")
                .put("jwks.string", jwks.toString())
                .put("token.endpoint.auth.signing.alg", "ES256")
                .put("standard.token.exchange.enabled", "true");
    }

    /** A new login; answers the access token. */
    String login() {
        return app.login(person, SCOPE).accessToken();
    }

    /** A form as the ordinary client. */
    Form asOrdinary(Form form) {
        return form.and("client_id", ordinary.clientId())
                .and("client_assertion_type", JWT_BEARER)
                .and(
                        "client_assertion",
                        key.clientAssertion(
                                ordinary.clientId(), ordinary.realm().issuer()));
    }

    /** A form as the agent. */
    Form asAgent(Form form) {
        return agent.orElseThrow().authenticated(form);
    }
}
