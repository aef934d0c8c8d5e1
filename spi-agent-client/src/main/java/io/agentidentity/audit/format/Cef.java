package io.agentidentity.audit.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A record in the Common Event Format, version 0. Its {@code act} is the action of the device, which is the decision. */
final class Cef {

    private static final Set<String> GRAVE = Set.of("killed", "emergency_stop", "task.drifted");
    private static final int LOW = 3;
    private static final int MEDIUM = 5;
    private static final int HIGH = 8;

    private Cef() {}

    static String of(JsonNode event) {
        Facts facts = new Facts(event);
        List<String> header = List.of(
                "CEF:0",
                "Keycloak Agent Identity",
                "Keycloak Agent Identity",
                "1",
                header(facts.type()),
                header(facts.name().replace('.', ' ').replace('_', ' ')),
                Integer.toString(severity(facts)));
        return String.join("|", header) + "|"
                + extension(facts).entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + value(entry.getValue()))
                        .collect(Collectors.joining(" "));
    }

    private static int severity(Facts facts) {
        return GRAVE.contains(facts.name()) ? HIGH : facts.refused() ? MEDIUM : LOW;
    }

    private static Map<String, String> extension(Facts facts) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("rt", Long.toString(facts.time()));
        all.put("externalId", facts.event().path("id").asText());
        all.put("cn1Label", "sequence");
        all.put("cn1", Long.toString(facts.sequence()));
        put(all, "act", facts.text("/authorization/decision"));
        put(all, "outcome", facts.text("/outcome"));
        put(all, "reason", facts.text("/reason"));
        put(all, "suid", facts.text("/actor/sub"));
        put(all, "suser", facts.text("/actor/client_id"));
        put(all, "duid", facts.text("/principal/sub"));
        put(all, "destinationServiceName", facts.text("/action/resource"));
        put(all, "sourceServiceName", facts.text("/authorization/enforcement_point"));
        put(all, "requestMethod", facts.first("/action/operation", "/action/name"));
        labelled(all, "cs1", "actorKind", facts.text("/actor_kind"));
        labelled(all, "cs2", "task", facts.task());
        labelled(all, "cs3", "jti", facts.text("/credential/jti"));
        labelled(all, "cs4", "agentClient", facts.text("/agent/client_id"));
        labelled(all, "cs5", "decision", facts.text("/authorization/decision_id"));
        labelled(
                all,
                "cs6",
                "actChain",
                Optional.of(String.join(" < ", facts.chain())).filter(chain -> !chain.isEmpty()));
        return all;
    }

    private static void put(Map<String, String> all, String key, Optional<String> value) {
        value.ifPresent(text -> all.put(key, text));
    }

    private static void labelled(Map<String, String> all, String key, String label, Optional<String> value) {
        value.ifPresent(text -> {
            all.put(key + "Label", label);
            all.put(key, text);
        });
    }

    /** A field of the header holds no line end at all. */
    private static String header(String text) {
        return Facts.oneLine(text).replace("\\", "\\\\").replace("|", "\\|");
    }

    private static String value(String text) {
        return text.lines()
                .map(line -> Facts.oneLine(line).replace("\\", "\\\\").replace("=", "\\="))
                .collect(Collectors.joining("\\n"));
    }
}
