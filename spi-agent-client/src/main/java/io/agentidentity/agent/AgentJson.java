package io.agentidentity.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import java.time.Instant;
import java.util.Optional;

/** The one JSON form of the parts of a record, on the wire and in the database. */
public final class AgentJson {

    private AgentJson() {}

    public static ObjectNode write(Ceiling ceiling) {
        ObjectNode node = StrictJson.object();
        node.set("scopes", StrictJson.array(ceiling.scopes()));
        node.set("targets", StrictJson.array(ceiling.targets()));
        node.set("roles", StrictJson.array(ceiling.roles()));
        ceiling.actions().ifPresent(actions -> node.set("actions", StrictJson.array(actions)));
        node.put("taskSeconds", ceiling.taskSeconds())
                .put("tokenSeconds", ceiling.tokenSeconds())
                .put("chainDepth", ceiling.chainDepth());
        node.set("delegates", StrictJson.array(ceiling.delegates()));
        ceiling.concurrentTasks().ifPresent(most -> node.put("concurrentTasks", most));
        return node;
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
                .put("purpose", strictness.purpose())
                .put("endOnLogout", strictness.endOnLogout());
    }

    public static Ceiling ceiling(String json) {
        return Ceiling.parse(StrictJson.parse(json));
    }

    public static Delegation delegation(String json) {
        return Delegation.parse(StrictJson.parse(json));
    }

    public static ObjectNode write(Facts facts) {
        return facts.write();
    }

    public static Facts facts(String json) {
        return Facts.parse(StrictJson.parse(json));
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
        agent.suspension()
                .ifPresent(suspension -> node.putObject("suspension")
                        .put("cause", suspension.cause().wire())
                        .put("by", suspension.by().orElse(null))
                        .put("until", text(suspension.until())));
        node.putObject("risk")
                .put("level", agent.risk().level().wire())
                .put("reason", agent.risk().reason())
                .put("since", text(agent.risk().since()));
        node.put("expiresAt", text(agent.expiresAt()));
        node.putObject("review")
                .put("lastAt", text(agent.review().lastAt()))
                .put("dueAt", text(agent.review().dueAt()));
        node.set("delegation", write(agent.delegation()));
        node.set("ceiling", write(agent.ceiling()));
        node.set("strictness", write(agent.strictness()));
        node.set("facts", write(agent.facts()));
        return node.put("createdAt", agent.createdAt().toString())
                .put("updatedAt", agent.updatedAt().toString())
                .put("lastUsedAt", text(agent.lastUsedAt()))
                .put("orphanedSince", text(agent.orphanedSince()))
                .put("version", agent.version());
    }

    private static String text(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse(null);
    }
}
