package io.agentidentity.authority;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Finds parameters of calls by their names; dots lead into nested objects. */
final class CallParameters {

    private CallParameters() {}

    /** Every member that a name can be read as: {@code {"a.b":1}} and {@code {"a":{"b":1}}}. */
    static List<JsonNode> find(JsonNode parameters, String name) {
        List<JsonNode> found = new ArrayList<>();
        find(parameters, name, found);
        return found;
    }

    private static void find(JsonNode node, String name, List<JsonNode> found) {
        if (!(node instanceof ObjectNode object)) {
            return;
        }
        if (object.has(name)) {
            found.add(object.get(name));
        }
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            find(object.get(name.substring(0, dot)), name.substring(dot + 1), found);
        }
    }
}
