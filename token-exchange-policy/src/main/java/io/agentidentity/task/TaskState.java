package io.agentidentity.task;

import java.util.Locale;
import java.util.Set;

/** Where a task stands. Only {@link #ACTIVE} permits anything. */
public enum TaskState {
    PENDING,
    ACTIVE,
    SUSPENDED,
    COMPLETED,
    REVOKED,
    EXPIRED;

    /** The states that a task of this state may move to. */
    public Set<TaskState> next() {
        return switch (this) {
            case PENDING -> Set.of(ACTIVE, REVOKED, EXPIRED);
            case ACTIVE -> Set.of(SUSPENDED, COMPLETED, REVOKED, EXPIRED);
            case SUSPENDED -> Set.of(ACTIVE, REVOKED, EXPIRED);
            case COMPLETED, REVOKED, EXPIRED -> Set.of();
        };
    }

    /** Whether no move leads out of this state. */
    public boolean isFinal() {
        return next().isEmpty();
    }

    /** The name on the wire. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
