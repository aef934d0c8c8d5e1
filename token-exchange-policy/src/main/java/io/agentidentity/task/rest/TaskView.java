package io.agentidentity.task.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.json.StrictJson;
import io.agentidentity.task.Task;
import io.agentidentity.task.Task.Ground;
import io.agentidentity.task.TaskId;
import io.agentidentity.task.lifecycle.TaskEndings.Ended;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Locale;
import java.util.TreeSet;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;

/** A task as the APIs show it. */
final class TaskView {

    private final RealmModel realm;

    TaskView(RealmModel realm) {
        this.realm = realm;
    }

    ObjectNode of(Task task) {
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        ClientModel agent = realm.getClientById(task.agentId());
        ObjectNode node = StrictJson.object()
                .put("id", task.id().value())
                .put("state", task.stateAt(now).wire())
                .put("agentId", task.agentId())
                .put("agentClientId", agent == null ? null : agent.getClientId())
                .put("principalId", task.principalId())
                .put("autonomous", task.ground() == Ground.AUTONOMOUS)
                .put("parentId", task.parent().map(TaskId::value).orElse(null))
                .put("depth", task.depth())
                .put("purpose", task.purpose().orElse(null))
                .put("target", task.authority().target());
        node.set("scopes", StrictJson.array(new TreeSet<>(task.authority().scopes())));
        node.set("roles", StrictJson.array(new TreeSet<>(task.authority().roles())));
        node.set("rights", task.authority().rights().toJson());
        return node.put("suspendedBy", task.suspendedBy().map(TaskView::name).orElse(null))
                .put("endedBy", task.endedBy().map(TaskView::name).orElse(null))
                .put("endReason", task.endReason().orElse(null))
                .put("createdAt", task.createdAt().toString())
                .put("expiresAt", task.expiresAt().toString())
                .put("originTraceId", task.originTraceId().orElse(null))
                .put("tokens", task.issued().tokens())
                .put(
                        "lastTokenExpiresAt",
                        task.issued()
                                .lastTokenExpiresAt()
                                .map(Instant::toString)
                                .orElse(null));
    }

    /** The answer to a move: how many tokens it ended of the task and those below, and when the last that looks good offline runs out. */
    ObjectNode of(Ended ended) {
        return of(ended.task())
                .put("tokensEnded", ended.tokensEnded())
                .put(
                        "lastTokenExpiresAt",
                        ended.lastTokenExpiresAt().map(Instant::toString).orElse(null));
    }

    static Response json(JsonNode node) {
        return Response.ok(StrictJson.write(node), MediaType.APPLICATION_JSON_TYPE)
                .header("Cache-Control", "no-store")
                .build();
    }

    private static String name(Rank rank) {
        return rank.name().toLowerCase(Locale.ROOT);
    }
}
