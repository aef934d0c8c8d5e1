package io.agentidentity.agent;

import java.time.Instant;
import java.util.Optional;

/**
 * The regular look at whether the agent is needed and right.
 *
 * @param lastAt when somebody last said so
 * @param dueAt when somebody must say so again
 */
public record Review(Optional<Instant> lastAt, Optional<Instant> dueAt) {

    /** No review yet and none due. */
    public static final Review NONE = new Review(Optional.empty(), Optional.empty());

    /** Whether it should have been done by this instant. */
    public boolean overdueAt(Instant now) {
        return dueAt.filter(due -> !now.isBefore(due)).isPresent();
    }
}
