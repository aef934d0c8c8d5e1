package io.agentidentity.it.workload;

/** What an issuer is to Keycloak. */
enum IssuerKind {
    SPIFFE("spiffe", "jwt-spiffe"),
    OIDC("oidc", "jwt-bearer"),
    KUBERNETES("kubernetes", "jwt-bearer");

    private final String providerId;
    private final String assertionType;

    IssuerKind(String providerId, String assertionType) {
        this.providerId = providerId;
        this.assertionType = "urn:ietf:params:oauth:client-assertion-type:" + assertionType;
    }

    /** Of the identity provider that stands for it in a realm. */
    String providerId() {
        return providerId;
    }

    /** The parameter {@code client_assertion_type} of its tokens. */
    String assertionType() {
        return assertionType;
    }
}
