package io.agentidentity.audit.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A record in the Elastic Common Schema. Nothing goes under its {@code agent}, which is whatever ships the log; what the schema has no
 * field for is under {@code keycloak.agent_identity}.
 */
final class Ecs {

    private static final String VERSION = "8.11.0";

    private Ecs() {}

    static ObjectNode of(JsonNode source) {
        Facts facts = new Facts(source);
        ObjectNode node =
                StrictJson.object().put("@timestamp", source.path("time").asText());
        node.putObject("ecs").put("version", VERSION);
        event(facts, node.putObject("event"));
        users(facts, node);
        facts.text("/action/resource")
                .ifPresent(resource ->
                        node.putObject("service").putObject("target").put("name", resource));
        facts.trace().ifPresent(trace -> node.putObject("trace").put("id", trace));
        own(facts, node.putObject("keycloak").putObject("agent_identity"));
        return node;
    }

    private static void event(Facts facts, ObjectNode event) {
        event.put("id", facts.event().path("id").asText())
                .put("kind", "event")
                .put("module", "keycloak")
                .put("dataset", "keycloak.agent_identity")
                .put("provider", facts.event().path("source").asText())
                .put("action", facts.name())
                .put("outcome", facts.refused() ? "failure" : "success")
                .put("sequence", facts.sequence());
        facts.text("/reason").ifPresent(reason -> event.put("reason", reason));
        event.set("category", StrictJson.array(List.of(category(facts.name()))));
        event.set("type", StrictJson.array(List.of(type(facts))));
    }

    private static String category(String name) {
        if (name.startsWith("call.")) {
            return "api";
        }
        if (name.startsWith("task.")) {
            return "session";
        }
        if (name.contains("token.")) {
            return "authentication";
        }
        return name.startsWith("settings.") || name.startsWith("policy.") ? "configuration" : "iam";
    }

    private static String type(Facts facts) {
        String name = facts.name();
        if (facts.refused()) {
            return "denied";
        }
        if (name.equals("call.decided")) {
            return "allowed";
        }
        if (name.equals("created") || name.equals("adopted")) {
            return "creation";
        }
        if (name.equals("deleted")) {
            return "deletion";
        }
        if (name.equals("task.ended") || name.equals("token.revoked")) {
            return "end";
        }
        if (name.endsWith("token.issued") || name.equals("token.continued") || name.equals("task.handed_over")) {
            return "start";
        }
        return name.contains("export") || name.endsWith(".read") || name.startsWith("mail.") || name.startsWith("call.")
                ? "info"
                : "change";
    }

    /** Who acted is the user; whose rights count is the effective one. */
    private static void users(Facts facts, ObjectNode node) {
        Optional<String> actor = facts.text("/actor/sub");
        Optional<String> principal = facts.text("/principal/sub");
        ObjectNode user = StrictJson.object();
        actor.ifPresent(id -> user.put("id", id));
        facts.text("/actor/client_id").ifPresent(client -> user.put("name", client));
        principal.ifPresent(id -> user.putObject("effective").put("id", id));
        facts.text("/recipient/sub").ifPresent(id -> user.putObject("target").put("id", id));
        if (!user.isEmpty()) {
            node.set("user", user);
        }
        TreeSet<String> related = new TreeSet<>();
        actor.ifPresent(related::add);
        principal.ifPresent(related::add);
        facts.text("/owner/sub").ifPresent(related::add);
        if (!related.isEmpty()) {
            node.putObject("related").set("user", StrictJson.array(related));
        }
    }

    private static void own(Facts facts, ObjectNode own) {
        put(own, "actor_kind", facts.text("/actor_kind"));
        put(own, "client_id", facts.text("/agent/client_id"));
        put(own, "owner_id", facts.text("/owner/sub"));
        put(own, "task_id", facts.task());
        put(own, "jti", facts.text("/credential/jti"));
        put(own, "parent_jti", facts.text("/credential/parent_jti"));
        put(own, "txn", facts.text("/credential/txn"));
        put(own, "decision", facts.text("/authorization/decision"));
        put(own, "decision_id", facts.text("/authorization/decision_id"));
        put(own, "action", facts.text("/action/name"));
        put(own, "operation", facts.text("/action/operation"));
        put(own, "audience", facts.text("/authorization/audience"));
        put(own, "hash", facts.text("/integrity/hash"));
        if (!facts.scopes().isEmpty()) {
            own.set("scope", StrictJson.array(facts.scopes()));
        }
        if (!facts.chain().isEmpty()) {
            ArrayNode chain = StrictJson.array(facts.chain());
            own.set("act_chain", chain);
        }
    }

    private static void put(ObjectNode node, String name, Optional<String> value) {
        value.ifPresent(text -> node.put(name, text));
    }
}
