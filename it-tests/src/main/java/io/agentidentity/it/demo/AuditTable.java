package io.agentidentity.it.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Audit records as rows: when, who, in which role, what, and how it ended.
 *
 * @param names of people by their id
 */
record AuditTable(Map<String, String> names) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
    private static final Map<String, String> KINDS = Map.of(
            "person", "person",
            "delegated_agent", "agent for a person",
            "agent_autonomous", "agent alone",
            "workload", "other software",
            "system", "server");

    /** Rows with a header; the records come newest first, the rows oldest first. */
    List<String> lines(JsonNode records) {
        List<String> lines = new ArrayList<>();
        records.forEach(event -> lines.add(
                0,
                row(
                        TIME.format(Instant.parse(event.path("time").asText())),
                        who(event),
                        KINDS.getOrDefault(event.at("/data/actor_kind").asText(), "?"),
                        event.path("type").asText().replace("agent.", "").replace(".v1", ""),
                        result(event.path("data")))));
        lines.add(0, row("TIME", "WHO", "AS", "DID", "RESULT"));
        return lines;
    }

    /** The answer to "who did this?" in words. */
    String who(JsonNode event) {
        JsonNode data = event.path("data");
        String actor = data.at("/actor/client_id").asText();
        if (actor.isEmpty()) {
            actor = name(data.at("/actor/sub").asText());
        }
        boolean delegated = data.path("actor_kind").asText().equals("delegated_agent");
        return delegated ? actor + " for " + name(data.at("/principal/sub").asText()) : actor;
    }

    private String name(String id) {
        return id.isEmpty() ? "-" : names.getOrDefault(id, id);
    }

    private static String result(JsonNode data) {
        String outcome = data.path("outcome").asText();
        String reason = data.path("reason").asText();
        String scope = data.at("/authorization/scope").asText();
        String detail = reason.isEmpty() ? scope : reason;
        return detail.isEmpty() ? outcome : outcome + ": " + detail;
    }

    private static String row(String time, String who, String kind, String did, String result) {
        return Terminal.pad(time, 9)
                + " "
                + Terminal.pad(who, 19)
                + " "
                + Terminal.pad(kind, 19)
                + " "
                + Terminal.pad(did, 20)
                + " "
                + result;
    }
}
