package io.agentidentity.agent.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Risk;
import io.agentidentity.agent.Risk.Level;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.Wire;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a realm does about agents that are held to be risky.
 *
 * @param decay for how long a raised level stays without a new signal before it falls by one
 * @param consequences what happens at each level above the lowest; never less than at the level below
 */
public record RiskSettings(Duration decay, Map<Level, Consequence> consequences) {

    private static final Set<String> MEMBERS = Set.of("decaySeconds", "consequences");
    private static final List<Level> RAISED = List.of(Level.MEDIUM, Level.HIGH, Level.CRITICAL);
    private static final Map<Level, Consequence> STANDARD = Map.of(
            Level.MEDIUM, Consequence.NONE, Level.HIGH, Consequence.NO_NEW_TASKS, Level.CRITICAL, Consequence.SUSPEND);
    private static final int DECAY_SECONDS = (int) Duration.ofDays(7).toSeconds();
    private static final int MAX_SECONDS = (int) Duration.ofDays(3650).toSeconds();

    /** What a realm has that decided nothing. */
    public static final RiskSettings DEFAULT = parse(StrictJson.object());

    /** What happens to an agent of a level, mildest first. */
    public enum Consequence {
        /** Nothing. */
        NONE,
        /** It begins with no further task; those that it has go on. */
        NO_NEW_TASKS,
        /** Its tasks are suspended too. */
        SUSPEND_TASKS,
        /** It is suspended itself, which ends its tasks. */
        SUSPEND;

        /** Whether it may begin with a task. */
        public boolean permitsNewTasks() {
            return this == NONE;
        }

        /** Whether the tasks that it has may go on. */
        public boolean permitsTasks() {
            return compareTo(SUSPEND_TASKS) < 0;
        }
    }

    static RiskSettings parse(JsonNode node) {
        ObjectNode object = Members.object(node, "risk", MEMBERS);
        return new RiskSettings(
                Duration.ofSeconds(
                        Members.seconds(object, "decaySeconds", "risk.decaySeconds", DECAY_SECONDS, MAX_SECONDS)),
                consequences(object.hasNonNull("consequences") ? object.get("consequences") : StrictJson.object()));
    }

    /** What is not said is the default, or what happens at the level below if that is more. */
    private static Map<Level, Consequence> consequences(JsonNode node) {
        ObjectNode object = Members.object(node, "risk.consequences", Set.of("medium", "high", "critical"));
        Map<Level, Consequence> all = new EnumMap<>(Level.class);
        Consequence below = Consequence.NONE;
        for (Level level : RAISED) {
            String path = "risk.consequences." + level.wire();
            String text = Members.optionalText(object, level.wire(), path, 64);
            Consequence said = text == null ? STANDARD.get(level) : Wire.parse(Consequence.class, path, text);
            if (text != null && said.compareTo(below) < 0) {
                throw new InvalidInput(path + " must not be less than what happens at the level below");
            }
            below = said.compareTo(below) < 0 ? below : said;
            all.put(level, below);
        }
        return Map.copyOf(all);
    }

    /** What happens to an agent of this risk. */
    public Consequence at(Risk risk) {
        return consequences.getOrDefault(risk.level(), Consequence.NONE);
    }

    ObjectNode write() {
        ObjectNode node = StrictJson.object().put("decaySeconds", (int) decay.toSeconds());
        ObjectNode levels = node.putObject("consequences");
        RAISED.forEach(level -> levels.put(level.wire(), Wire.name(consequences.get(level))));
        return node;
    }
}
