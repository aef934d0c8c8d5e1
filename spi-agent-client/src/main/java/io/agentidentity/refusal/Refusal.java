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

    /**
     * A refusal that says less to the caller than to the record.
     *
     * @param truth what the caller may not learn, for the record alone
     * @param told what the caller is told instead
     */
    public static Refusal hiding(Refusal truth, Refusal told) {
        return new Refusal(told.reason, told.getMessage(), truth);
    }

    /** Why it was really refused; for records, never for the caller. */
    public Refusal truth() {
        return getCause() instanceof Refusal hidden ? hidden : this;
    }

    public Reason reason() {
        return reason;
    }

    /** The {@code error_description}: the stable code, then words for a developer. */
    public String description() {
        return reason.code() + ": " + getMessage();
    }
}
