package io.agentidentity.agent.code;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What is different between two JSON objects, member by member. */
final class Difference {

    private Difference() {}

    /** A list of {@code {"member","from","to"}}; a member of a member is written {@code outer.inner}. */
    static ArrayNode between(JsonNode before, JsonNode after) {
        ArrayNode changes = StrictJson.array(List.of());
        add("", before, after, changes);
        return changes;
    }

    private static void add(String path, JsonNode before, JsonNode after, ArrayNode changes) {
        if (before.equals(after)) {
            return;
        }
        if (before instanceof ObjectNode && after instanceof ObjectNode) {
            Set<String> names = new TreeSet<>();
            before.fieldNames().forEachRemaining(names::add);
            after.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                add(path.isEmpty() ? name : path + "." + name, before.path(name), after.path(name), changes);
            }
            return;
        }
        ObjectNode change = changes.addObject().put("member", path);
        change.set("from", before.isMissingNode() ? null : before);
        change.set("to", after.isMissingNode() ? null : after);
    }
}
