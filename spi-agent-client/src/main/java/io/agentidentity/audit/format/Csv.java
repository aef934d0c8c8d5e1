package io.agentidentity.audit.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A record as a line of comma-separated values (RFC 4180). */
final class Csv {

    private static final Map<String, Function<Facts, String>> COLUMNS = columns();

    /** The names of the columns. */
    static final String HEADING = String.join(",", COLUMNS.keySet());

    private static final String BEGINS_FORMULA = "=+-@";

    private Csv() {}

    private static Map<String, Function<Facts, String>> columns() {
        Map<String, Function<Facts, String>> columns = new LinkedHashMap<>();
        columns.put("sequence", facts -> Long.toString(facts.sequence()));
        columns.put("time", facts -> facts.event().path("time").asText());
        columns.put("id", facts -> facts.event().path("id").asText());
        columns.put("type", Facts::type);
        columns.put("actor_kind", at("/actor_kind"));
        columns.put("outcome", at("/outcome"));
        columns.put("reason", at("/reason"));
        columns.put("actor_sub", at("/actor/sub"));
        columns.put("actor_client_id", at("/actor/client_id"));
        columns.put("act_chain", facts -> String.join(" < ", facts.chain()));
        columns.put("principal_sub", at("/principal/sub"));
        columns.put("agent_client_id", at("/agent/client_id"));
        columns.put("owner_sub", at("/owner/sub"));
        columns.put("task_id", facts -> facts.task().orElse(""));
        columns.put("jti", at("/credential/jti"));
        columns.put("parent_jti", at("/credential/parent_jti"));
        columns.put("txn", at("/credential/txn"));
        columns.put("decision_id", at("/authorization/decision_id"));
        columns.put("action", at("/action/name"));
        columns.put("operation", at("/action/operation"));
        columns.put("resource", at("/action/resource"));
        columns.put("scope", at("/authorization/scope"));
        columns.put("audience", at("/authorization/audience"));
        columns.put("hash", at("/integrity/hash"));
        return columns;
    }

    private static Function<Facts, String> at(String pointer) {
        return facts -> facts.text(pointer).orElse("");
    }

    static String of(JsonNode event) {
        Facts facts = new Facts(event);
        return COLUMNS.values().stream()
                .map(column -> cell(column.apply(facts)))
                .collect(Collectors.joining(","));
    }

    /** A spreadsheet runs a cell that looks like a formula; an apostrophe makes it text. */
    private static String cell(String text) {
        String shown = text.stripLeading();
        boolean control =
                text.chars().limit(text.length() - shown.length() + 1L).anyMatch(Character::isISOControl);
        boolean formula = control || (!shown.isEmpty() && BEGINS_FORMULA.indexOf(shown.charAt(0)) >= 0);
        return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
    }
}
