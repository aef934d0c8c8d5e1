package io.agentidentity.agent;

import java.time.Duration;
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

    /**
     * The same where the period from one to the next is another now: due sooner if that is shorter, never later.
     *
     * @param since from when on the period counts where there was no review yet
     * @param earliest it is not moved to before this instant, so that people are told in time
     */
    public Review sooner(Instant since, Duration period, Instant earliest) {
        Instant counted = lastAt.orElse(since).plus(period);
        Instant moved = counted.isAfter(earliest) ? counted : earliest;
        return new Review(lastAt, Optional.of(dueAt.filter(moved::isAfter).orElse(moved)));
    }

    /** Whether it should have been done by this instant. */
    public boolean overdueAt(Instant now) {
        return dueAt.filter(due -> !now.isBefore(due)).isPresent();
    }
}
