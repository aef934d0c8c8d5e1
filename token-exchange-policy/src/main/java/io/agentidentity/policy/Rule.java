package io.agentidentity.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.Wire;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One rule. It can only narrow what an agent may do.
 *
 * @param id unique in its policy
 * @param description for people, or {@code null}
 * @param condition what must hold of a request for the effect to come about
 */
public record Rule(
        String id, String description, Scope scope, Set<Stage> stages, Condition condition, Effect effect, Mode mode) {

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final int MAX_DESCRIPTION = 1000;
    private static final List<String> MEMBERS =
            List.of("id", "description", "scope", "stages", "condition", "effect", "mode");

    /** Whether a rule has its effect. */
    public enum Mode {
        ENFORCE,
        /** It has none; the record says what it would have been. */
        LOG_ONLY;

        /** The name on the wire. */
        public String wire() {
            return Wire.name(this);
        }
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /**
     * Parses a rule.
     *
     * @param index its place in the list, from 0 on, which names it where it has no id
     * @param problems gets what is wrong with it
     */
    static Optional<Rule> parse(JsonNode node, int index, List<RuleProblem> problems) {
        String id = node.path("id").asText("");
        String name = isId(id) ? id : "rules[" + index + "]";
        Set<Stage> stages = EnumSet.allOf(Stage.class);
        List<RuleProblem> own = new ArrayList<>();
        Optional<Rule> rule = Optional.empty();
        try {
            if (!(node instanceof ObjectNode)) {
                throw new InvalidInput("a rule must be an object");
            }
            Effect.Kind kind =
                    Wire.parse(Effect.Kind.class, "effect", node.path("effect").textValue());
            Set<String> known = new LinkedHashSet<>(MEMBERS);
            known.addAll(kind.members());
            ObjectNode object = Members.object(node, "the rule", known);
            if (!isId(Members.text(object, "id", "id", 64))) {
                throw new InvalidInput("id must be 1 to 63 lower-case letters, digits, '-' and '_'");
            }
            stages = stages(object.path("stages"));
            rule = Optional.of(new Rule(
                    id,
                    Members.optionalText(object, "description", "description", MAX_DESCRIPTION),
                    Scope.parse(object.get("scope")),
                    stages,
                    null,
                    kind.parse(object),
                    object.hasNonNull("mode")
                            ? Wire.parse(Mode.class, "mode", object.get("mode").textValue())
                            : Mode.ENFORCE));
        } catch (InvalidInput e) {
            own.add(RuleProblem.of(e.getMessage()));
        }
        Optional<Condition> condition = condition(node, stages, own);
        own.forEach(problem -> problems.add(problem.in(name)));
        return own.isEmpty() ? rule.map(whole -> whole.with(condition.orElseThrow())) : Optional.empty();
    }

    private static Optional<Condition> condition(JsonNode node, Set<Stage> stages, List<RuleProblem> problems) {
        if (!node.path("condition").isTextual()) {
            problems.add(RuleProblem.of("condition is required"));
            return Optional.empty();
        }
        try {
            return Optional.of(Conditions.compile(node.get("condition").textValue(), stages));
        } catch (InvalidRules e) {
            problems.addAll(e.problems());
            return Optional.empty();
        }
    }

    static Set<Stage> stages(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return EnumSet.allOf(Stage.class);
        }
        if (!node.isArray() || node.isEmpty()) {
            throw new InvalidInput("stages must be a list of issue, call");
        }
        Set<Stage> stages = EnumSet.noneOf(Stage.class);
        node.forEach(each -> stages.add(Wire.parse(Stage.class, "stages", each.textValue())));
        return stages;
    }

    private Rule with(Condition compiled) {
        return new Rule(id, description, scope, stages, compiled, effect, mode);
    }

    boolean isEnforced() {
        return mode == Mode.ENFORCE;
    }

    ObjectNode toJson() {
        ObjectNode node = StrictJson.object().put("id", id);
        if (description != null) {
            node.put("description", description);
        }
        node.set("scope", scope.toJson());
        ArrayNode list = node.putArray("stages");
        stages.forEach(stage -> list.add(stage.wire()));
        node.put("condition", condition.text());
        Effect.Kind.write(effect, node);
        return node.put("mode", mode.wire());
    }
}
