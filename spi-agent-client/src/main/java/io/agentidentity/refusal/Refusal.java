package io.agentidentity.refusal;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A refused request. The message is for the caller: it never tells whether another person's task or account exists.
 */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient Map<String, Object> members;
    private final transient Optional<Duration> retryAfter;

    public Refusal(Reason reason, String message) {
        this(reason, message, Map.of());
    }

    /** @param members what the answer says beside error and description, such as {@code max_age}: texts and numbers */
    public Refusal(Reason reason, String message, Map<String, Object> members) {
        this(reason, message, null, members, Optional.empty());
    }

    public Refusal(Reason reason, String message, Throwable cause) {
        this(reason, message, cause, Map.of(), Optional.empty());
    }

    private Refusal(
            Reason reason,
            String message,
            Throwable cause,
            Map<String, Object> members,
            Optional<Duration> retryAfter) {
        super(message, cause);
        this.reason = reason;
        this.members = Map.copyOf(members);
        this.retryAfter = retryAfter;
    }

    /** A refusal of something that was asked for too often, which may be asked for again after a time. */
    public static Refusal tooOften(String message, Duration retryAfter) {
        return new Refusal(Reason.RATE_LIMITED, message, null, Map.of(), Optional.of(retryAfter));
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

    /** The {@code Retry-After} of the answer in whole seconds, where it has one (RFC 9110 section 10.2.3). */
    public Optional<Long> retryAfterSeconds() {
        return retryAfter.map(time -> Math.max(1, time.plusMillis(999).toSeconds()));
    }

    /** The {@code error_description}: the stable code, then words for a developer. */
    public String description() {
        return reason.code() + ": " + getMessage();
    }
}
