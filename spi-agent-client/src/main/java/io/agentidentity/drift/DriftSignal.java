package io.agentidentity.drift;

import io.agentidentity.drift.Drift.Consequence;
import java.util.EnumSet;
import java.util.Set;

/** What is seen of an agent under one task that an agent which keeps to its task would not do, or not often. */
public enum DriftSignal {
    /** A call that the task does not allow. */
    OUT_OF_AUTHORITY("outOfAuthority", "call", "outside the authority of the task"),
    /** A call with parameters that the task's constraints do not allow. */
    PARAMETER_VIOLATION("parameterViolation", "call", "with parameters that the task does not allow"),
    /** A call, or a request for a token, for which no limit has anything left. */
    LIMIT_EXHAUSTED("limitExhausted", "request", "beyond the limits of the task"),
    /** A call under a task that is completed or revoked. */
    USE_AFTER_ENDING("useAfterEnding", "call", "after the end of the task"),
    /** A request for a token of the task from another address than its first token went to. */
    NEW_ADDRESS("newAddress", "request", "from another address than the task began at"),
    /** A request for a token of the task that does not prove the key which the task is bound to. */
    NEW_KEY("newKey", "request", "without the key that the task is bound to"),
    /** More calls in a minute than the task should need; what is counted is calls in a minute. */
    CALL_RATE("callRate", "call", "in a minute"),
    /** A call while the server offers another list of tools than at the first call that said one. */
    TOOLS_CHANGED("toolsChanged", "call", "with another list of tools than the task began with");

    private final String member;
    private final String what;
    private final String how;

    DriftSignal(String member, String what, String how) {
        this.member = member;
        this.what = what;
        this.how = how;
    }

    /** The name in settings and records. */
    public String member() {
        return member;
    }

    /** So many of them, in words. */
    public String saw(int number) {
        return (this == CALL_RATE ? "more than " : "") + number + " " + what + (number == 1 ? "" : "s") + " " + how;
    }

    /** What can follow; a task that has ended cannot be stopped. */
    Set<Consequence> consequences() {
        return this == USE_AFTER_ENDING
                ? EnumSet.of(Consequence.NOTE, Consequence.RAISE_RISK)
                : EnumSet.allOf(Consequence.class);
    }

    /** The most that may be tolerated. */
    int most() {
        return this == CALL_RATE ? 1_000_000 : 1000;
    }
}
