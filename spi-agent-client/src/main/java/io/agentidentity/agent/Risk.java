package io.agentidentity.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.Members;
import io.agentidentity.json.Wire;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * How risky the agent is held to be.
 *
 * @param reason in the words of whoever set it, or {@code null}
 * @param since when it was set; absent where it never was
 */
public record Risk(Level level, String reason, Optional<Instant> since) {

    /** What an agent starts with. */
    public static final Risk LOW = new Risk(Level.LOW, null, Optional.empty());

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
    }

    /** Parses {@code {"level","reason"}}. */
    public static Risk parse(JsonNode node, Instant now) {
        ObjectNode object = Members.object(node, "risk", Set.of("level", "reason"));
        Level level = Wire.parse(Level.class, "level", Members.text(object, "level", "level", 64));
        return new Risk(level, Members.optionalText(object, "reason", "reason", 255), Optional.of(now));
    }
}
