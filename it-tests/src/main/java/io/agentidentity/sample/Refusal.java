package io.agentidentity.sample;

/** A request that is not served, as its sender is told (RFC 6750 section 3). */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String error;

    private Refusal(int status, String error, String description) {
        super(description);
        this.status = status;
        this.error = error;
    }

    static Refusal invalidToken(String description) {
        return new Refusal(401, "invalid_token", description);
    }

    static Refusal insufficientScope(String scope) {
        return new Refusal(403, "insufficient_scope", "the token has no scope " + scope);
    }

    /** The token is good, and has the scope, but not for this call. */
    static Refusal insufficientAuthorization(String description) {
        return new Refusal(403, "insufficient_authorization", description);
    }

    static Refusal notFound() {
        return new Refusal(404, "not_found", "there is nothing here");
    }

    static Refusal unavailable() {
        return new Refusal(503, "temporarily_unavailable", "try again later");
    }

    int status() {
        return status;
    }

    String error() {
        return error;
    }
}
