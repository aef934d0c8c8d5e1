package io.agentidentity.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.Wire;
import java.util.List;
import java.util.Set;

/**
 * For whom an agent may act, and whose tokens it may exchange.
 *
 * @param group path of the group whose members qualify; with rule {@code group} only
 * @param role realm role whose holders qualify; with rule {@code role} only
 * @param apps client ids whose users' tokens the agent may exchange without being in their audience
 */
public record Delegation(Rule rule, String group, String role, List<String> apps) {

    /** Only the owner, no app: the narrowest rule, and the default. */
    public static final Delegation OWNER_ONLY = new Delegation(Rule.OWNER, null, null, List.of());

    private static final Set<String> MEMBERS = Set.of("rule", "group", "role", "apps");

    /** Who qualifies as principal. */
    public enum Rule {
        OWNER,
        OWNER_AND_SPONSORS,
        GROUP,
        ROLE,
        CONSENT;

        /** The name on the wire. */
        public String wire() {
            return Wire.name(this);
        }
    }

    static Delegation parse(JsonNode node) {
        ObjectNode object = Members.object(node, "delegation", MEMBERS);
        String name = Members.optionalText(object, "rule", "delegation.rule", 64);
        Rule rule = name == null ? Rule.OWNER : Wire.parse(Rule.class, "delegation.rule", name);
        String group = Members.optionalText(object, "group", "delegation.group", 1024);
        String role = Members.optionalText(object, "role", "delegation.role", 255);
        if ((rule == Rule.GROUP) != (group != null)) {
            throw new InvalidInput("delegation.group belongs to rule group, which needs it");
        }
        if ((rule == Rule.ROLE) != (role != null)) {
            throw new InvalidInput("delegation.role belongs to rule role, which needs it");
        }
        List<String> apps = Members.list(object, "apps", "delegation.apps");
        return new Delegation(rule, group, role, apps == null ? List.of() : apps);
    }
}
