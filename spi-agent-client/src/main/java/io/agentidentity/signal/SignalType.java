package io.agentidentity.signal;

/** The events of OpenID CAEP 1.0 that go out, one to a SET. */
public enum SignalType {
    /** What the subject names is over; tokens of it are good for nothing (CAEP section 3.1). */
    SESSION_REVOKED("session-revoked"),
    /** Tokens of the subject may say something else from now on (section 3.2). */
    TOKEN_CLAIMS_CHANGE("token-claims-change"),
    /** The subject authenticates with something else (section 3.3). */
    CREDENTIAL_CHANGE("credential-change"),
    /** The subject is held to be more, or less, risky (section 3.8). */
    RISK_LEVEL_CHANGE("risk-level-change");

    private static final String CAEP = "https://schemas.openid.net/secevent/caep/event-type/";

    private final String uri;

    SignalType(String name) {
        this.uri = CAEP + name;
    }

    /** The event type identifier, the one member of {@code events}. */
    public String uri() {
        return uri;
    }
}
