package io.agentidentity.it.realm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** An OIDC client of a realm, which authenticates in its own way. */
public abstract sealed class TestClient permits App, CustomClient, ResourceServer, TestAgent {

    private final TestRealm realm;
    private final String id;
    private final String clientId;

    TestClient(TestRealm realm, String id, String clientId) {
        this.realm = realm;
        this.id = id;
        this.clientId = clientId;
    }

    /** Its internal id, as the admin API names it. */
    public final String id() {
        return id;
    }

    public final String clientId() {
        return clientId;
    }

    public final TestRealm realm() {
        return realm;
    }

    /** The parameters by which it authenticates, added to a form. */
    public abstract Form authenticated(Form form);

    /** Sends a form to the token endpoint as this client. */
    public final Answer tokenRequest(Form form) {
        return realm.tokenRequest(authenticated(form));
    }

    public final Answer tokenRequest(Form form, Map<String, String> headers) {
        return realm.post("/protocol/openid-connect/token", authenticated(form), headers);
    }

    /** A client_credentials request, without the scope parameter if none is given. */
    public final Answer clientCredentials(String... scopes) {
        Form form = Form.of("grant_type", "client_credentials");
        return tokenRequest(scopes.length == 0 ? form : form.and("scope", String.join(" ", scopes)));
    }

    /** Introspects a token as this client. */
    public final Answer introspect(String token) {
        return realm.post(
                "/protocol/openid-connect/token/introspect", authenticated(Form.of("token", token)), Map.of());
    }

    /** Revokes a token as this client (RFC 7009). */
    public final Answer revokeToken(String token) {
        return realm.post("/protocol/openid-connect/revoke", authenticated(Form.of("token", token)), Map.of());
    }

    /** Keycloak's own token exchange, or ours, with the parameters still to add. */
    public final Exchange exchange(String subjectToken) {
        return Exchange.of(this, subjectToken);
    }

    /** Lets tokens issued to this client name another in {@code aud}. */
    public final void addAudience(String audience) {
        ObjectNode mapper = Json.object()
                .put("name", "audience " + audience)
                .put("protocol", "openid-connect")
                .put("protocolMapper", "oidc-audience-mapper");
        mapper.putObject("config")
                .put("included.client.audience", audience)
                .put("access.token.claim", "true")
                .put("introspection.token.claim", "true");
        realm.admin()
                .post("/clients/" + id + "/protocol-mappers/models", mapper)
                .expect(201);
    }

    /** Makes a client role of this client. */
    public final void createRole(String role) {
        realm.admin().post("/clients/" + id + "/roles", Map.of("name", role)).expect(201);
    }

    /** Gives a role of this client to a person. */
    public final void grantRole(Person person, String role) {
        Object found = realm.admin()
                .get("/clients/" + id + "/roles/" + role)
                .expect(200)
                .json();
        realm.admin()
                .post("/users/" + person.id() + "/role-mappings/clients/" + id, java.util.List.of(found))
                .expect(204);
    }

    /** Changes its client representation: reads it, lets the members given replace it, writes it back. */
    public final Answer update(Map<String, ?> members) {
        ObjectNode client =
                (ObjectNode) realm.admin().get("/clients/" + id).expect(200).json();
        members.forEach((name, value) -> client.set(name, Json.of(value)));
        return realm.admin().put("/clients/" + id, client);
    }

    public final Answer setEnabled(boolean enabled) {
        return update(Map.of("enabled", enabled)).expect(204);
    }

    /** The id of the user that it is when it acts alone. */
    public final String serviceAccountId() {
        return realm.admin()
                .get("/clients/" + id + "/service-account-user")
                .expect(200)
                .json()
                .path("id")
                .asText();
    }
}
