package io.agentidentity.audit.format;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.json.PlainText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a record says, by name. */
record Facts(JsonNode event) {

    String type() {
        return event.path("type").asText();
    }

    /** The type without what all types begin and end with, such as {@code token.issued}. */
    String name() {
        return type().replaceFirst("^agent\\.", "").replaceFirst("\\.v\\d+$", "");
    }

    long time() {
        return Instant.parse(event.path("time").asText()).toEpochMilli();
    }

    long sequence() {
        return at("/integrity/sequence").asLong();
    }

    boolean refused() {
        return "refused".equals(at("/outcome").asText());
    }

    JsonNode at(String pointer) {
        return event.path("data").at(pointer);
    }

    /** A text of the record's data; empty if it has none there. */
    Optional<String> text(String pointer) {
        return Optional.ofNullable(at(pointer).textValue());
    }

    /** The first of these texts that is there. */
    Optional<String> first(String... pointers) {
        for (String pointer : pointers) {
            Optional<String> found = text(pointer);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    Optional<String> task() {
        return Optional.ofNullable(event.path("subject").textValue());
    }

    /** What was done: the operation of a call, else the name of the act, else the type. */
    String action() {
        return first("/action/operation", "/action/name").orElseGet(this::name);
    }

    /** The client that acted, or the agent that the act is about. */
    Optional<String> clientId() {
        return first("/actor/client_id", "/agent/client_id");
    }

    /** The agents of the chain, the one that acted first. */
    List<String> chain() {
        List<String> chain = new ArrayList<>();
        at("/act_chain").forEach(link -> chain.add(link.path("client_id").asText()));
        return chain;
    }

    List<String> scopes() {
        return text("/authorization/scope").stream()
                .flatMap(scope -> List.of(scope.split(" ", -1)).stream())
                .filter(scope -> !scope.isEmpty())
                .toList();
    }

    /** The trace that the request belongs to. */
    Optional<String> trace() {
        String[] parts = event.path("traceparent").asText().split("-", -1);
        return parts.length == 4 ? Optional.of(parts[1]) : Optional.empty();
    }

    /** A text in which nothing moves a cursor, turns a direction around or begins a line. */
    static String oneLine(String text) {
        return text.codePoints()
                .map(c -> PlainText.is(Character.toString(c)) ? c : ' ')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
