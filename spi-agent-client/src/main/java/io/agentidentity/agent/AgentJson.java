package io.agentidentity.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;

/** The one JSON form of the parts of a record, on the wire and in the database. */
public final class AgentJson {

    private AgentJson() {}

    public static ObjectNode write(Ceiling ceiling) {
        ObjectNode node = StrictJson.object();
        node.set("scopes", StrictJson.array(ceiling.scopes()));
        node.set("targets", StrictJson.array(ceiling.targets()));
        node.set("roles", StrictJson.array(ceiling.roles()));
        ceiling.actions().ifPresent(actions -> node.set("actions", StrictJson.array(actions)));
        return node.put("taskSeconds", ceiling.taskSeconds()).put("tokenSeconds", ceiling.tokenSeconds());
    }

    public static ObjectNode write(Delegation delegation) {
        ObjectNode node = StrictJson.object().put("rule", delegation.rule().wire());
        if (delegation.group() != null) {
            node.put("group", delegation.group());
        }
        if (delegation.role() != null) {
            node.put("role", delegation.role());
        }
        node.set("apps", StrictJson.array(delegation.apps()));
        return node;
    }

    public static ObjectNode write(Strictness strictness) {
        return StrictJson.object()
                .put("actorToken", strictness.actorToken())
                .put("senderConstraint", strictness.senderConstraint())
                .put("details", strictness.details())
                .put("purpose", strictness.purpose());
    }

    public static Ceiling ceiling(String json) {
        return Ceiling.parse(StrictJson.parse(json));
    }

    public static Delegation delegation(String json) {
        return Delegation.parse(StrictJson.parse(json));
    }

    public static Strictness strictness(String json) {
        return Strictness.parse(StrictJson.parse(json));
    }

    /** The whole record as an administrator sees it; owner and credential are added by whoever knows them. */
    public static ObjectNode write(Agent agent) {
        ObjectNode node = StrictJson.object();
        node.put("id", agent.id())
                .put("clientId", agent.clientId())
                .put("name", agent.name())
                .put("description", agent.description())
                .put("purpose", agent.purpose())
                .put("environment", agent.environment().wire());
        node.put("status", agent.status().wire()).put("statusReason", agent.statusReason());
        node.put("expiresAt", agent.expiresAt().map(Object::toString).orElse(null));
        node.set("delegation", write(agent.delegation()));
        node.set("ceiling", write(agent.ceiling()));
        node.set("strictness", write(agent.strictness()));
        return node.put("createdAt", agent.createdAt().toString())
                .put("updatedAt", agent.updatedAt().toString())
                .put("lastUsedAt", agent.lastUsedAt().map(Object::toString).orElse(null))
                .put("version", agent.version());
    }
}
