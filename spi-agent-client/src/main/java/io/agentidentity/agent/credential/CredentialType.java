package io.agentidentity.agent.credential;

import io.agentidentity.json.Wire;

/**
 * How an agent authenticates (OpenID Connect Core section 9, RFC 8705 section 2.1).
 *
 * <p>The recorded type is compared with the client's authenticator at each request, so that a change made past the
 * agents API does not give a weaker credential.
 */
public enum CredentialType {
    /** A JWT signed with the agent's own key. */
    PRIVATE_KEY_JWT("client-jwt"),
    /** A client certificate whose subject is known. */
    TLS_CLIENT_AUTH("client-x509"),
    /** A JWT of an issuer that the realm trusts: a SPIFFE JWT-SVID, a Kubernetes service account, a CI system. */
    FEDERATED_JWT("federated-jwt"),
    /** A shared secret. */
    CLIENT_SECRET("client-secret"),
    /** Not a credential here: the agent still works with a person's login somewhere else. */
    PERSON_LOGIN(null),
    /** Not a credential here: the agent still works with an API key somewhere else. */
    API_KEY(null);

    private final String authenticator;

    CredentialType(String authenticator) {
        this.authenticator = authenticator;
    }

    /** The id of Keycloak's client authenticator; {@code client-jwt}, then without any key, where nothing authenticates. */
    public String authenticator() {
        return authenticator == null ? PRIVATE_KEY_JWT.authenticator : authenticator;
    }

    /** Whether agents in production may have it. */
    public boolean allowedInProduction() {
        return !debt();
    }

    /** Whether it must be replaced by something better, by a date. */
    public boolean debt() {
        return this == CLIENT_SECRET || !accepted();
    }

    /** Whether it is a credential at all; an agent on the inventory without one never authenticates. */
    public boolean accepted() {
        return authenticator != null;
    }

    /** The name on the wire. */
    public String wire() {
        return Wire.name(this);
    }
}
