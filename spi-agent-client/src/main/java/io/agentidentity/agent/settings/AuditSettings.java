package io.agentidentity.agent.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.Wire;
import java.util.Set;

/**
 * What a realm has decided for the record of who did what.
 *
 * @param introspection which looks of resource servers at tokens of agents are recorded
 */
public record AuditSettings(Introspection introspection) {

    private static final Set<String> MEMBERS = Set.of("introspection");

    /** What a realm has that decided nothing. */
    public static final AuditSettings DEFAULT = parse(StrictJson.object());

    /** Which looks at tokens are recorded. */
    public enum Introspection {
        /** None. */
        NONE,
        /** Those that found the token inactive, so many of one caller in a minute. */
        REFUSED,
        /** These, and every one that found the token active. */
        ALL
    }

    static AuditSettings parse(JsonNode node) {
        ObjectNode object = Members.object(node, "audit", MEMBERS);
        String introspection = Members.optionalText(object, "introspection", "audit.introspection", 64);
        return new AuditSettings(
                introspection == null
                        ? Introspection.NONE
                        : Wire.parse(Introspection.class, "audit.introspection", introspection));
    }

    ObjectNode write() {
        return StrictJson.object().put("introspection", Wire.name(introspection));
    }
}
