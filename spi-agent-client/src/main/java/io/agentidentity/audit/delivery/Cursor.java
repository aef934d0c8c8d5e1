package io.agentidentity.audit.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a sink is, and what it waits for.
 *
 * @param sequence of the last record that is done with
 * @param head sequence of the last head that is done with
 * @param failures in a row, of whatever kind
 * @param refusals in a row of the line that is next
 * @param next when the next attempt is made
 * @param delivered when the last line was taken
 * @param failed when the last attempt failed
 * @param error why it did
 */
public record Cursor(
        long sequence,
        long head,
        int failures,
        int refusals,
        Instant next,
        Optional<Instant> delivered,
        Optional<Instant> failed,
        Optional<String> error) {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final int MOST_DOUBLINGS = 20;

    /** After a line was taken. */
    public Cursor taken(Line line, Instant now) {
        return past(line, now, Optional.of(now), Optional.empty());
    }

    /** After the receiver answered about something that is no part of the order. */
    public Cursor answered() {
        return new Cursor(sequence, head, 0, refusals, next, delivered, failed, Optional.empty());
    }

    /** After a line was put aside, so that those behind it go on. */
    public Cursor aside(Line line, Instant now) {
        return past(line, now, delivered, error);
    }

    private Cursor past(Line line, Instant now, Optional<Instant> lastTaken, Optional<String> lastError) {
        return new Cursor(
                line.head() ? sequence : line.sequence(),
                line.head() ? line.sequence() : head,
                0,
                0,
                now,
                lastTaken,
                failed,
                lastError);
    }

    /**
     * After an attempt that failed: each wait is twice as long as the one before, up to five minutes, of which up to a half is left to
     * chance, so that many that fail together do not come back together.
     *
     * @param chance from 0 to 1
     */
    public Cursor failed(Trouble trouble, Instant now, double chance) {
        Duration full = FIRST_WAIT.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        Duration bounded = full.compareTo(LONGEST_WAIT) < 0 ? full : LONGEST_WAIT;
        Duration own = bounded.dividedBy(2).plusMillis((long) (bounded.toMillis() / 2.0 * chance));
        Duration wait =
                trouble.retryAfter().filter(asked -> asked.compareTo(own) > 0).orElse(own);
        return new Cursor(
                sequence,
                head,
                failures + 1,
                trouble.refused() ? refusals + 1 : refusals,
                now.plus(wait),
                delivered,
                Optional.of(now),
                Optional.of(trouble.message()));
    }
}
