package io.agentidentity.it.realm;

/** A confidential client that protects something: it introspects tokens and has a service account. */
public final class ResourceServer extends TestClient {

    private final String secret;

    ResourceServer(TestRealm realm, String id, String clientId, String secret) {
        super(realm, id, clientId);
        this.secret = secret;
    }

    public String secret() {
        return secret;
    }

    /** A token of its own service account. */
    public TokenAnswer serviceToken() {
        return clientCredentials().token();
    }

    @Override
    public Form authenticated(Form form) {
        return form.and("client_id", clientId()).and("client_secret", secret);
    }
}
