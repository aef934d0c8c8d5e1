package io.agentidentity.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.Wire;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A person or group that answers for the agent when the owner is away.
 *
 * @param id id of the user or group; in what an administrator sends also a username or the path of a group
 */
public record Sponsor(Type type, String id) {

    private static final int MOST = 20;

    /** What the id names. */
    public enum Type {
        USER,
        GROUP;

        /** The name on the wire. */
        public String wire() {
            return Wire.name(this);
        }
    }

    static List<Sponsor> parse(JsonNode node) {
        if (!node.isArray() || node.size() > MOST) {
            throw new InvalidInput("sponsors must be a list of at most " + MOST);
        }
        Set<Sponsor> sponsors = new LinkedHashSet<>();
        for (JsonNode item : node) {
            ObjectNode object = Members.object(item, "sponsors", Set.of("type", "id", "name"));
            String type = Members.optionalText(object, "type", "sponsors.type", 64);
            sponsors.add(new Sponsor(
                    type == null ? Type.USER : Wire.parse(Type.class, "sponsors.type", type),
                    Members.text(object, "id", "sponsors.id", 255)));
        }
        return List.copyOf(new ArrayList<>(sponsors));
    }
}
