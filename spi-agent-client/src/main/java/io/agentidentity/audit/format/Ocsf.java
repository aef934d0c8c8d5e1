package io.agentidentity.audit.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A record as an event of the Open Cybersecurity Schema Framework. */
final class Ocsf {

    /** The version of the schema. */
    static final String VERSION = "1.3.0";

    private static final int IAM = 3;
    private static final int APPLICATION = 6;
    private static final int OTHER = 99;

    /** What is told in a class of its own; everything else is the management of an entity. */
    private static final Map<String, Act> ACTS = Map.ofEntries(
            Map.entry("actor_token.issued", new Act(Kind.AUTHENTICATION, 1, "Logon")),
            Map.entry("token.refused", new Act(Kind.AUTHENTICATION, 1, "Logon")),
            Map.entry("token.revoked", new Act(Kind.AUTHENTICATION, 2, "Logoff")),
            Map.entry("task.ended", new Act(Kind.AUTHENTICATION, 2, "Logoff")),
            Map.entry("token.issued", new Act(Kind.AUTHORIZE_SESSION, 1, "Assign Privileges")),
            Map.entry("token.continued", new Act(Kind.AUTHORIZE_SESSION, 1, "Assign Privileges")),
            Map.entry("task.handed_over", new Act(Kind.AUTHORIZE_SESSION, 1, "Assign Privileges")),
            Map.entry("call.decided", new Act(Kind.API_ACTIVITY, OTHER, "Decision")),
            Map.entry("call.outcome", new Act(Kind.API_ACTIVITY, OTHER, "Outcome")),
            Map.entry("token.introspected", new Act(Kind.API_ACTIVITY, 2, "Read")),
            Map.entry("created", new Act(Kind.ENTITY_MANAGEMENT, 1, "Create")),
            Map.entry("adopted", new Act(Kind.ENTITY_MANAGEMENT, 1, "Create")),
            Map.entry("deleted", new Act(Kind.ENTITY_MANAGEMENT, 4, "Delete")),
            Map.entry("retired", new Act(Kind.ENTITY_MANAGEMENT, 4, "Delete")),
            Map.entry("export", new Act(Kind.ENTITY_MANAGEMENT, 2, "Read")),
            Map.entry("audit.exported", new Act(Kind.ENTITY_MANAGEMENT, 2, "Read")),
            Map.entry("audit.read", new Act(Kind.ENTITY_MANAGEMENT, 2, "Read")));

    private Ocsf() {}

    static ObjectNode of(JsonNode source) {
        Facts facts = new Facts(source);
        Act act = ACTS.getOrDefault(facts.name(), new Act(Kind.ENTITY_MANAGEMENT, 3, "Update"));
        ObjectNode node = StrictJson.object()
                .put("class_uid", act.kind.uid)
                .put("class_name", act.kind.caption)
                .put("category_uid", act.kind.category)
                .put("activity_id", act.activity)
                .put("activity_name", act.name)
                .put("type_uid", act.kind.uid * 100L + act.activity)
                .put("time", facts.time())
                .put("severity_id", facts.refused() ? 2 : 1)
                .put("severity", facts.refused() ? "Low" : "Informational")
                .put("status_id", facts.refused() ? 2 : 1)
                .put("status", facts.refused() ? "Failure" : "Success")
                .put("message", facts.name());
        facts.text("/reason").ifPresent(reason -> node.put("status_detail", reason));
        metadata(facts, node.putObject("metadata"));
        node.set("actor", actor(facts));
        switch (act.kind) {
            case AUTHENTICATION -> {
                node.set("user", user(facts));
                node.putObject("service").put("name", place(facts));
                facts.task().ifPresent(task -> node.putObject("session").put("uid", task));
            }
            case AUTHORIZE_SESSION -> {
                node.set("user", user(facts));
                List<String> scopes = facts.scopes();
                node.set("privileges", StrictJson.array(scopes.isEmpty() ? List.of(place(facts)) : scopes));
                facts.task().ifPresent(task -> node.putObject("session").put("uid", task));
            }
            case API_ACTIVITY -> api(facts, node);
            case ENTITY_MANAGEMENT -> node.set("entity", entity(facts));
        }
        own(facts, node.putObject("unmapped"));
        return node;
    }

    private static void metadata(Facts facts, ObjectNode metadata) {
        metadata.put("version", VERSION)
                .put("uid", facts.event().path("id").asText())
                .put("event_code", facts.type())
                .put("log_name", "io.agentidentity.audit")
                .put("original_time", facts.event().path("time").asText())
                .put("sequence", facts.sequence());
        facts.text("/credential/txn").or(facts::task).ifPresent(id -> metadata.put("correlation_uid", id));
        metadata.putObject("product")
                .put("name", "Keycloak Agent Identity")
                .put("vendor_name", "Keycloak Agent Identity");
    }

    /** Who acted: the user, or the agent's service account. */
    private static ObjectNode actor(Facts facts) {
        ObjectNode actor = StrictJson.object();
        ObjectNode user =
                actor.putObject("user").put("uid", facts.text("/actor/sub").orElse("system"));
        facts.text("/actor/client_id").ifPresent(client -> user.put("name", client));
        if (facts.at("/actor").isMissingNode()) {
            user.put("type_id", 3).put("type", "System");
        } else if (facts.text("/actor/client_id").isPresent()) {
            user.put("type_id", OTHER).put("type", "Client");
        } else {
            user.put("type_id", 1).put("type", "User");
        }
        return actor;
    }

    /** Whose rights it is about: the person, or who acted where there is none. */
    private static ObjectNode user(Facts facts) {
        return StrictJson.object()
                .put(
                        "uid",
                        facts.first("/principal/sub", "/actor/sub", "/unverified/client_id")
                                .orElse("unknown"));
    }

    private static void api(Facts facts, ObjectNode node) {
        ObjectNode api = node.putObject("api").put("operation", facts.action());
        api.putObject("service").put("name", place(facts));
        node.putObject("src_endpoint").put("svc_name", facts.clientId().orElse("unknown"));
        facts.text("/authorization/enforcement_point")
                .ifPresent(point -> node.putObject("dst_endpoint").put("svc_name", point));
        node.putArray("resources").addObject().put("name", place(facts));
    }

    private static ObjectNode entity(Facts facts) {
        ObjectNode entity = StrictJson.object();
        if (facts.task().isPresent()) {
            return entity.put("uid", facts.task().get()).put("type", "Task");
        }
        if (facts.at("/agent").isObject()) {
            entity.put("uid", facts.at("/agent/id").asText()).put("type", "Agent");
            return entity.put("name", facts.at("/agent/client_id").asText());
        }
        return entity.put("name", facts.text("/action/resource").orElseGet(facts::name))
                .put("type", "Realm");
    }

    private static String place(Facts facts) {
        return facts.first("/authorization/audience", "/action/resource")
                .orElseGet(() -> facts.event().path("source").asText());
    }

    /** What the schema has no attribute for. */
    private static void own(Facts facts, ObjectNode own) {
        put(own, "actor_kind", facts.text("/actor_kind"));
        put(own, "agent", facts.text("/agent/client_id"));
        put(own, "owner", facts.text("/owner/sub"));
        put(own, "principal", facts.text("/principal/sub"));
        put(own, "task", facts.task());
        put(own, "jti", facts.text("/credential/jti"));
        put(own, "parent_jti", facts.text("/credential/parent_jti"));
        put(own, "decision", facts.text("/authorization/decision"));
        put(own, "decision_id", facts.text("/authorization/decision_id"));
        put(own, "hash", facts.text("/integrity/hash"));
        if (!facts.chain().isEmpty()) {
            own.set("act_chain", StrictJson.array(facts.chain()));
        }
    }

    private static void put(ObjectNode node, String name, Optional<String> value) {
        value.ifPresent(text -> node.put(name, text));
    }

    private enum Kind {
        AUTHENTICATION(3002, IAM, "Authentication"),
        AUTHORIZE_SESSION(3003, IAM, "Authorize Session"),
        ENTITY_MANAGEMENT(3004, IAM, "Entity Management"),
        API_ACTIVITY(6003, APPLICATION, "API Activity");

        private final int uid;
        private final int category;
        private final String caption;

        Kind(int uid, int category, String caption) {
            this.uid = uid;
            this.category = category;
            this.caption = caption;
        }
    }

    private record Act(Kind kind, int activity, String name) {}
}
