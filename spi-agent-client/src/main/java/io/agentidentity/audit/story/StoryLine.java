package io.agentidentity.audit.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Tells records, one line each. */
public final class StoryLine {

    private final Map<String, String> names = new HashMap<>();
    private final UnaryOperator<String> people;

    /** @param people gives the name of a person for their id, or the id if nobody has it any more */
    public StoryLine(UnaryOperator<String> people) {
        this.people = people;
    }

    /** The line of a record. */
    public ObjectNode of(JsonNode event) {
        JsonNode data = event.path("data");
        ObjectNode line = StrictJson.object()
                .put("sequence", data.at("/integrity/sequence").asLong())
                .put("time", event.path("time").asText())
                .put("type", event.path("type").asText());
        copy(event.path("subject"), line, "taskId");
        line.put("actorKind", data.path("actor_kind").asText());
        if (data.has("actor")) {
            JsonNode actor = data.path("actor");
            ObjectNode who = line.putObject("actor").put("id", actor.path("sub").asText());
            if (actor.has("client_id")) {
                copy(actor.path("client_id"), who, "clientId");
            } else {
                who.put("name", name(actor.path("sub").asText()));
            }
        }
        if (data.has("principal")) {
            String sub = data.at("/principal/sub").asText();
            line.putObject("principal").put("id", sub).put("name", name(sub));
        }
        if (data.has("act_chain")) {
            ArrayNode chain = line.putArray("chain");
            data.path("act_chain")
                    .forEach(link -> chain.add(link.path("client_id").asText()));
        }
        copy(data.at("/agent/client_id"), line, "agent");
        copy(data.at("/credential/jti"), line, "jti");
        copy(data.at("/credential/parent_jti"), line, "parentJti");
        copy(data.at("/authorization/decision_id"), line, "decisionId");
        line.put("outcome", data.path("outcome").asText());
        copy(data.path("reason"), line, "reason");
        return line.put("summary", new Sentence(event, this::name).text());
    }

    private String name(String id) {
        return names.computeIfAbsent(id, people);
    }

    private static void copy(JsonNode value, ObjectNode line, String name) {
        if (value.isTextual()) {
            line.put(name, value.textValue());
        }
    }
}
