package io.agentidentity.agent;

/**
 * How an agent authenticates (OpenID Connect Core section 9).
 *
 * <p>The recorded type is compared with the client's authenticator at each request, so that a change made past the
 * agents API does not give a weaker credential.
 */
public enum CredentialType {
    PRIVATE_KEY_JWT("client-jwt"),
    CLIENT_SECRET("client-secret");

    private final String authenticator;

    CredentialType(String authenticator) {
        this.authenticator = authenticator;
    }

    /** The id of Keycloak's client authenticator. */
    public String authenticator() {
        return authenticator;
    }

    /** Whether agents in this environment may use it. */
    public boolean allowedIn(Environment environment) {
        return this != CLIENT_SECRET || environment == Environment.DEVELOPMENT;
    }

    /** The name on the wire. */
    public String wire() {
        return Wire.name(this);
    }
}
