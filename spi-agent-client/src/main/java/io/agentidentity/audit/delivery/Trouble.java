package io.agentidentity.audit.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Why a line was not taken.
 *
 * @param refused whether it is this line that the receiver does not want; else it takes none at the moment
 * @param message for administrators; holds no address and nothing that the receiver said
 * @param retryAfter how long the receiver wants to be left alone, if it said so
 */
public record Trouble(boolean refused, String message, Optional<Duration> retryAfter) {

    /** What is wrong with whoever sends, or with the address: all other lines would be answered the same. */
    private static final Set<Integer> NOT_ABOUT_THE_LINE = Set.of(401, 403, 404, 407, 408, 425, 429);

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** There is no answer. */
    public static Trouble away(String message) {
        return new Trouble(false, message, Optional.empty());
    }

    /**
     * What an answer means.
     *
     * @param retryAfter value of the header {@code Retry-After}; a date is passed over
     * @return empty if the line was taken
     */
    public static Optional<Trouble> of(int status, Optional<String> retryAfter) {
        if (status / 100 == 2) {
            return Optional.empty();
        }
        boolean refused = status / 100 == 4 && !NOT_ABOUT_THE_LINE.contains(status);
        return Optional.of(
                new Trouble(refused, "the receiver answered " + status, retryAfter.flatMap(Trouble::seconds)));
    }

    private static Optional<Duration> seconds(String text) {
        try {
            Duration asked = Duration.ofSeconds(Integer.parseInt(text.strip()));
            return asked.isNegative()
                    ? Optional.empty()
                    : Optional.of(asked.compareTo(LONGEST_WAIT) < 0 ? asked : LONGEST_WAIT);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
