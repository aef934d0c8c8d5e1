package io.agentidentity.agent;

import io.agentidentity.json.Wire;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Why an agent is suspended: one ground for each cause, side by side, so that none of them hides or ends another. The agent works
 * again when the last of them is gone.
 *
 * @param grounds at least one, the one that lasts longest first; of those that last equally long the weightiest
 */
public record Suspension(List<Ground> grounds) {

    private static final Comparator<Ground> ORDER = Comparator.comparing(
                    (Ground ground) -> ground.until().orElse(Instant.MAX))
            .thenComparing(Ground::cause)
            .reversed();

    public Suspension {
        grounds = grounds.stream().sorted(ORDER).toList();
        if (grounds.isEmpty()) {
            throw new IllegalArgumentException("a suspension has a ground");
        }
    }

    /** A suspension on one ground. */
    public Suspension(Ground ground) {
        this(List.of(ground));
    }

    /** The ground that lasts longest. */
    public Ground first() {
        return grounds.get(0);
    }

    /** The instant at which the last ground is over by itself; absent if one of them has no end. */
    public Optional<Instant> until() {
        return first().until();
    }

    /** Whether something brought it about, and still holds. */
    public boolean has(Cause cause) {
        return grounds.stream().anyMatch(ground -> ground.cause() == cause);
    }

    /** The same with one more ground, which stands in place of another of its cause. */
    public Suspension with(Ground ground) {
        Stream<Ground> others = grounds.stream().filter(held -> held.cause() != ground.cause());
        return new Suspension(Stream.concat(others, Stream.of(ground)).toList());
    }

    /** What is left of it without a cause; empty if that was all. */
    public Optional<Suspension> without(Cause cause) {
        return keeping(ground -> ground.cause() != cause);
    }

    /** What of it is in force at an instant; empty if it is over. */
    public Optional<Suspension> at(Instant now) {
        return keeping(ground -> ground.until().map(now::isBefore).orElse(true));
    }

    private Optional<Suspension> keeping(Predicate<Ground> kept) {
        List<Ground> left = grounds.stream().filter(kept).toList();
        return left.isEmpty() ? Optional.empty() : Optional.of(new Suspension(left));
    }

    /**
     * One reason to stand still.
     *
     * @param by user id of whoever brought it about; absent where the server did
     * @param until the instant at which it is over by itself
     * @param reason what was said about it
     */
    public record Ground(Cause cause, Optional<String> by, Optional<Instant> until, Optional<String> reason) {}

    /** What brought a suspension about, in the order of their weight; an owner lifts only what an owner brought about. */
    public enum Cause {
        OWNER,
        /** A review was not done in time. */
        REVIEW,
        /** A person's login or an API key was not replaced in time. */
        DEBT,
        /** The agent is held to be too risky. */
        RISK,
        ADMIN;

        /** The name on the wire. */
        public String wire() {
            return Wire.name(this);
        }
    }
}
