package io.agentidentity.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.Members;
import io.agentidentity.json.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * How risky the agent is held to be. What raised it wears off: at the end that it was given, else a level at a time.
 *
 * @param reason in the words of whoever set it, or {@code null}
 * @param since when it was set, or fell to this level by itself; absent where it never was
 * @param passing of a level that was set for a time
 */
public record Risk(Level level, String reason, Optional<Instant> since, Optional<Passing> passing) {

    /** What an agent starts with. */
    public static final Risk LOW = new Risk(Level.LOW, null, Optional.empty());

    private static final int MAX_REASON = 255;
    private static final int MAX_SECONDS = (int) Duration.ofDays(365).toSeconds();

    /** One that was set until somebody sets another. */
    public Risk(Level level, String reason, Optional<Instant> since) {
        this(level, reason, since, Optional.empty());
    }

    /** Lowest first. */
    public enum Level {
        LOW,
        MEDIUM,
        HIGH,
        CRITICAL;

        /** The name on the wire. */
        public String wire() {
            return Wire.name(this);
        }

        /** The next higher one; the highest stays. */
        public Level higher() {
            return switch (this) {
                case LOW -> MEDIUM;
                case MEDIUM -> HIGH;
                case HIGH, CRITICAL -> CRITICAL;
            };
        }

        private Level lower() {
            return switch (this) {
                case LOW, MEDIUM -> LOW;
                case HIGH -> MEDIUM;
                case CRITICAL -> HIGH;
            };
        }
    }

    /**
     * How a level that was set for a time ends.
     *
     * @param then what holds from the end on, beside which this was set
     */
    public record Passing(Instant until, Risk then) {}

    /**
     * The risk at an instant.
     *
     * @param decay for how long a level stays without a new signal before it falls by one
     */
    public Risk at(Instant now, Duration decay) {
        if (passing.isPresent()) {
            return now.isBefore(passing.get().until())
                    ? this
                    : passing.get().then().at(now, decay);
        }
        Level left = level;
        Instant fell = since.orElse(now);
        while (left != Level.LOW && !now.isBefore(fell.plus(decay))) {
            left = left.lower();
            fell = fell.plus(decay);
        }
        return left == level ? this : new Risk(left, left == Level.LOW ? null : reason, Optional.of(fell));
    }

    /** The risk after a signal; this is the one at the instant of the signal. One for a time lowers nothing that holds beside it. */
    public Risk after(Signal signal, Instant now) {
        Risk lasting = passing.map(Passing::then).orElse(this);
        if (signal.seconds().isEmpty()) {
            return new Risk(signal.level(), signal.reason(), Optional.of(now));
        }
        return signal.level().compareTo(lasting.level) < 0
                ? lasting
                : new Risk(
                        signal.level(),
                        signal.reason(),
                        Optional.of(now),
                        Optional.of(new Passing(now.plusSeconds(signal.seconds().get()), lasting)));
    }

    /**
     * What somebody says of an agent.
     *
     * @param seconds for how long it holds; absent means until another signal, or until it has worn off
     */
    public record Signal(Level level, String reason, Optional<Integer> seconds) {

        private static final Set<String> MEMBERS = Set.of("level", "reason", "expiresIn");

        /** Parses {@code {"level","reason","expiresIn"}}. */
        public static Signal parse(JsonNode node) {
            ObjectNode object = Members.object(node, "risk", MEMBERS);
            int seconds = Members.seconds(object, "expiresIn", "expiresIn", 0, MAX_SECONDS);
            return new Signal(
                    Wire.parse(Level.class, "level", Members.text(object, "level", "level", 64)),
                    Members.optionalText(object, "reason", "reason", MAX_REASON),
                    seconds == 0 ? Optional.empty() : Optional.of(seconds));
        }
    }
}
