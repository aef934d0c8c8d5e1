package io.agentidentity.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import java.util.Optional;

/**
 * Something that is wrong with a rule, in words for whoever wrote it.
 *
 * @param rule id of the rule, or its place in the list where it has none
 * @param place where in the condition
 */
public record RuleProblem(Optional<String> rule, Optional<Place> place, String message) {

    /**
     * A place in a text.
     *
     * @param line from 1 on
     * @param column from 1 on
     */
    public record Place(int line, int column) {}

    static RuleProblem at(int line, int column, String message) {
        return new RuleProblem(Optional.empty(), Optional.of(new Place(line, column)), message);
    }

    static RuleProblem of(String message) {
        return new RuleProblem(Optional.empty(), Optional.empty(), message);
    }

    RuleProblem in(String id) {
        return new RuleProblem(Optional.of(id), place, message);
    }

    /** As the admin API shows it. */
    public ObjectNode toJson() {
        ObjectNode node = StrictJson.object();
        rule.ifPresent(id -> node.put("rule", id));
        place.ifPresent(at -> node.put("line", at.line).put("column", at.column));
        return node.put("message", message);
    }
}
