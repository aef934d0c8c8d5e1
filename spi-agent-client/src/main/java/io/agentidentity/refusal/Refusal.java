package io.agentidentity.refusal;

/**
 * A refused request. The message is for the caller: it never tells whether another person's task or account exists.
 */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public Refusal(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Refusal(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** The {@code error_description}: the stable code, then words for a developer. */
    public String description() {
        return reason.code() + ": " + getMessage();
    }
}
