package io.agentidentity.agent.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.Wire;
import java.util.Set;

/**
 * What happens when an agent leaves its task.
 *
 * @param outOfAuthority the call outside the task's authority, counted from one, with which it happens
 */
public record Drift(int outOfAuthority, Consequence then) {

    /** The third such call suspends the task. */
    public static final Drift DEFAULT = new Drift(3, Consequence.SUSPEND);

    private static final Set<String> MEMBERS = Set.of("outOfAuthority", "then");
    private static final int MOST = 1000;

    /** What is done to the task. */
    public enum Consequence {
        /** Nothing beside the record of each call. */
        NOTE,
        /** It is suspended; its owner, a sponsor or an administrator may let it go on. */
        SUSPEND,
        /** It is ended. */
        REVOKE
    }

    static Drift parse(JsonNode node) {
        ObjectNode object = Members.object(node, "tasks.drift", MEMBERS);
        String then = Members.optionalText(object, "then", "tasks.drift.then", 64);
        return new Drift(
                Members.whole(object, "outOfAuthority", "tasks.drift.outOfAuthority", MOST)
                        .orElse(DEFAULT.outOfAuthority),
                then == null ? DEFAULT.then : Wire.parse(Consequence.class, "tasks.drift.then", then));
    }

    ObjectNode write() {
        return StrictJson.object().put("outOfAuthority", outOfAuthority).put("then", Wire.name(then));
    }
}
