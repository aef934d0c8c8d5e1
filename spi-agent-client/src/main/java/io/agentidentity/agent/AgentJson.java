package io.agentidentity.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent.Meant;
import io.agentidentity.agent.Ceiling.Autonomous;
import io.agentidentity.agent.Risk.Passing;
import io.agentidentity.agent.Suspension.Cause;
import io.agentidentity.agent.Suspension.Ground;
import io.agentidentity.drift.Drift;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.Wire;
import io.agentidentity.rate.Rates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
        if (!ceiling.limits().isEmpty()) {
            node.set("limits", ceiling.limits().toRecordJson());
        }
        if (!ceiling.rates().equals(Rates.NONE)) {
            node.set("rates", ceiling.rates().write());
        }
        if (!ceiling.drift().equals(Drift.NONE)) {
            node.set("drift", ceiling.drift().write());
        }
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

    public static ObjectNode write(Autonomous autonomous) {
        return autonomous.write();
    }

    public static Autonomous autonomous(String json) {
        return Autonomous.parse(StrictJson.parse(json));
    }

    public static ObjectNode write(Strictness strictness) {
        return StrictJson.object()
                .put("actorToken", strictness.actorToken())
                .put("senderConstraint", strictness.senderConstraint())
                .put("details", strictness.details())
                .put("purpose", strictness.purpose())
                .put("scope", strictness.scope())
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

    /** What names mean, for the database alone. */
    public static ObjectNode write(Meant meant) {
        ObjectNode node = StrictJson.object();
        ObjectNode clients = node.putObject("clients");
        meant.clients().ifPresent(ids -> new TreeMap<>(ids).forEach(clients::put));
        meant.group().ifPresent(id -> node.put("group", id));
        meant.role().ifPresent(id -> node.put("role", id));
        return node;
    }

    public static Meant meant(String json) {
        JsonNode node = StrictJson.parse(json);
        Map<String, String> clients = new TreeMap<>();
        node.path("clients")
                .properties()
                .forEach(
                        client -> clients.put(client.getKey(), client.getValue().textValue()));
        return new Meant(
                Optional.of(clients),
                Optional.ofNullable(node.path("group").textValue()),
                Optional.ofNullable(node.path("role").textValue()));
    }

    public static ArrayNode write(List<Ground> grounds) {
        ArrayNode rows = StrictJson.array(List.of());
        grounds.forEach(ground -> rows.add(write(ground)));
        return rows;
    }

    public static List<Ground> grounds(String json) {
        List<Ground> grounds = new ArrayList<>();
        for (JsonNode row : StrictJson.parse(json)) {
            grounds.add(new Ground(
                    Wire.parse(Cause.class, "cause", row.path("cause").asText()),
                    text(row, "by"),
                    text(row, "until").map(Instant::parse),
                    text(row, "reason")));
        }
        return grounds;
    }

    /**
     * The whole record as an administrator sees it; owner and credential are added by whoever knows them.
     *
     * @param now what of a suspension is over at this instant is left out
     */
    public static ObjectNode write(Agent agent, Instant now) {
        ObjectNode node = StrictJson.object();
        node.put("id", agent.id())
                .put("clientId", agent.clientId())
                .put("name", agent.name())
                .put("description", agent.description())
                .put("purpose", agent.purpose())
                .put("environment", agent.environment().wire());
        node.put("status", agent.status().wire()).put("statusReason", agent.statusReason());
        agent.suspension().flatMap(suspension -> suspension.at(now)).ifPresent(suspension -> {
            ObjectNode first = write(suspension.first());
            first.remove("reason");
            node.set("suspension", first);
            node.set("suspensions", write(suspension.grounds()));
        });
        node.putObject("risk")
                .put("level", agent.risk().level().wire())
                .put("reason", agent.risk().reason())
                .put("since", text(agent.risk().since()))
                .put("until", text(agent.risk().passing().map(Passing::until)));
        node.put("expiresAt", text(agent.expiresAt()));
        node.putObject("review")
                .put("lastAt", text(agent.review().lastAt()))
                .put("dueAt", text(agent.review().dueAt()));
        node.set("delegation", write(agent.delegation()));
        node.set("ceiling", write(agent.ceiling()));
        agent.autonomous().ifPresent(most -> node.set("autonomous", write(most)));
        node.set("strictness", write(agent.strictness()));
        node.set("facts", write(agent.facts()));
        return node.put("createdAt", agent.createdAt().toString())
                .put("updatedAt", agent.updatedAt().toString())
                .put("lastUsedAt", text(agent.lastUsedAt()))
                .put("orphanedSince", text(agent.orphanedSince()))
                .put("version", agent.version());
    }

    private static ObjectNode write(Ground ground) {
        return StrictJson.object()
                .put("cause", ground.cause().wire())
                .put("by", ground.by().orElse(null))
                .put("until", text(ground.until()))
                .put("reason", ground.reason().orElse(null));
    }

    private static Optional<String> text(JsonNode node, String member) {
        return Optional.ofNullable(node.path(member).textValue());
    }

    private static String text(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse(null);
    }
}
