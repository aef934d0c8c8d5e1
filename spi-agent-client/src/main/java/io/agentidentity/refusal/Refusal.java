package io.agentidentity.refusal;

import java.util.Map;

/**
 * A refused request. The message is for the caller: it never tells whether another person's task or account exists.
 */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient Map<String, Object> members;

    public Refusal(Reason reason, String message) {
        this(reason, message, Map.of());
    }

    /** @param members what the answer says beside error and description, such as {@code max_age}: texts and numbers */
    public Refusal(Reason reason, String message, Map<String, Object> members) {
        super(message);
        this.reason = reason;
        this.members = Map.copyOf(members);
    }

    public Refusal(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.members = Map.of();
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

    /** Further members of the answer. */
    public Map<String, Object> members() {
        return members;
    }

    /** The {@code error_description}: the stable code, then words for a developer. */
    public String description() {
        return reason.code() + ": " + getMessage();
    }
}
