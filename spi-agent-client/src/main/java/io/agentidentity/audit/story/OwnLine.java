package io.agentidentity.audit.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What was done in a person's name, as that person is told: facts that become a sentence in their language. Who else did something
 * shows as a role, and other people's words not at all.
 */
public final class OwnLine {

    private static final Pattern CODE = Pattern.compile("[a-z0-9_]{1,64}");

    /** What each type of record tells where it was permitted. */
    private static final Map<String, String> DONE = Map.of(
            "agent.token.issued.v1", "went_on",
            "agent.token.continued.v1", "went_on",
            "agent.task.handed_over.v1", "handed_down",
            "agent.call.decided.v1", "called",
            "agent.task.suspended.v1", "suspended",
            "agent.task.resumed.v1", "resumed",
            "agent.task.ended.v1", "ended",
            "agent.task.drifted.v1", "drifted",
            "agent.block.set.v1", "blocked",
            "agent.block.lifted.v1", "unblocked");

    private static final Map<String, String> REFUSED =
            Map.of("agent.call.decided.v1", "call_refused", "agent.token.refused.v1", "refused");

    private final Set<String> person;

    /** @param person what records call the one who is told, and in whose name they are: by id, by pseudonym */
    public OwnLine(Set<String> person) {
        this.person = Set.copyOf(person);
    }

    /** The line of a record; empty where it tells such a person nothing. */
    public Optional<ObjectNode> of(JsonNode event) {
        JsonNode data = event.path("data");
        boolean refused = "refused".equals(data.path("outcome").asText());
        String what = (refused ? REFUSED : DONE).get(event.path("type").asText());
        if (what == null || !person.contains(data.at("/principal/sub").asText())) {
            return Optional.empty();
        }
        ObjectNode line = StrictJson.object()
                .put("sequence", data.at("/integrity/sequence").asLong())
                .put("time", event.path("time").asText())
                .put("what", "went_on".equals(what) && data.has("login") ? "began" : what)
                .put("by", by(data));
        copy(event.path("subject"), line, "taskId");
        copy(data.at("/agent/client_id"), line, "agent");
        JsonNode chain = data.path("act_chain");
        if (chain.size() > 1) {
            ArrayNode above = line.putArray("askedBy");
            for (int i = 1; i < chain.size(); i++) {
                above.add(chain.get(i).path("client_id").asText());
            }
        }
        copy(data.at("/action/operation"), line, "action");
        copy(data.at("/action/resource"), line, "target");
        copy(data.at("/authorization/scope"), line, "scope");
        if ("ended".equals(what)) {
            copy(data.at("/task/state"), line, "state");
        }
        if (refused && CODE.matcher(data.path("reason").asText()).matches()) {
            copy(data.path("reason"), line, "reason");
        }
        if (data.has("repeated")) {
            line.put("repeated", data.path("repeated").asInt());
        }
        return Optional.of(line);
    }

    private String by(JsonNode data) {
        return switch (data.path("actor_kind").asText()) {
            case "delegated_agent", "agent_autonomous" -> "agent";
            case "person" -> isPerson(data) ? "you" : "other";
            case "admin_impersonation" -> isPerson(data) ? "in_your_session" : "other";
            case "system" -> "server";
            default -> "other";
        };
    }

    private boolean isPerson(JsonNode data) {
        return person.contains(data.at("/actor/sub").asText());
    }

    private static void copy(JsonNode value, ObjectNode line, String name) {
        if (value.isTextual() && !value.textValue().isEmpty()) {
            line.put(name, value.textValue());
        }
    }
}
