package io.agentidentity.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Authority.Rights;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code agent_task} entry of an {@code authorization_details} parameter (RFC 9396), parsed strictly.
 *
 * @param taskId an existing task that the request names, as sent
 * @param purpose why, in words for people
 */
public record TaskDetails(Optional<String> taskId, Optional<String> purpose, Rights rights) {

    /** The type of the entry. */
    public static final String TYPE = "agent_task";

    private static final int MAX_BYTES = 8 * 1024;
    private static final int MAX_DEPTH = 5;
    private static final int MAX_ITEMS = 100;
    private static final int MAX_TEXT = 1024;
    private static final int MAX_PURPOSE = 256;
    private static final Set<String> NOT_METERED_YET = Set.of("constraints", "limits", "delegation");
    private static final Set<String> MEMBERS =
            Set.of("type", "task_id", "purpose", "locations", "actions", "datatypes", "identifier", "privileges");

    /**
     * Parses the parameter.
     *
     * @throws Refusal {@code invalid_authorization_details} if it is too large, not strict JSON, not exactly one entry of
     *     this type, or has a member that is unknown, of the wrong type or not supported
     */
    public static TaskDetails parse(String parameter) {
        if (parameter.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw invalid("at most " + MAX_BYTES + " bytes");
        }
        JsonNode node;
        try {
            node = StrictJson.parse(parameter, MAX_DEPTH);
        } catch (StrictJson.MalformedJson e) {
            throw new Refusal(Reason.DETAILS_INVALID, "not acceptable JSON: " + e.getMessage(), e);
        }
        if (!node.isArray() || node.size() != 1 || !(node.get(0) instanceof ObjectNode entry)) {
            throw invalid("an array with exactly one object is expected");
        }
        if (!TYPE.equals(entry.path("type").textValue())) {
            throw invalid("type must be " + TYPE);
        }
        entry.fieldNames().forEachRemaining(TaskDetails::checkMember);
        Optional<String> purpose = text(entry, "purpose", MAX_PURPOSE);
        purpose.ifPresent(TaskDetails::checkPurpose);
        return new TaskDetails(
                text(entry, "task_id", MAX_TEXT),
                purpose,
                new Rights(
                        list(entry, "locations"),
                        list(entry, "actions"),
                        list(entry, "datatypes"),
                        text(entry, "identifier", MAX_TEXT),
                        list(entry, "privileges")));
    }

    private static void checkMember(String name) {
        if (NOT_METERED_YET.contains(name)) {
            throw new Refusal(Reason.DETAILS_NOT_SUPPORTED, name + " are not enforced by this server yet");
        }
        if (!MEMBERS.contains(name)) {
            throw invalid("unknown member");
        }
    }

    private static void checkPurpose(String purpose) {
        if (purpose.isBlank() || purpose.codePoints().anyMatch(TaskDetails::unprintable)) {
            throw invalid("purpose must be plain text");
        }
    }

    private static boolean unprintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static Optional<String> text(ObjectNode entry, String name, int max) {
        JsonNode node = entry.get(name);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isTextual()
                || node.textValue().length() > max
                || node.textValue().isEmpty()) {
            throw invalid(name + " must be a string of 1 to " + max + " characters");
        }
        return Optional.of(node.textValue());
    }

    private static Optional<List<String>> list(ObjectNode entry, String name) {
        JsonNode node = entry.get(name);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isArray() || node.isEmpty() || node.size() > MAX_ITEMS) {
            throw invalid(name + " must be a list of 1 to " + MAX_ITEMS + " strings");
        }
        List<String> values = new ArrayList<>();
        for (JsonNode item : node) {
            if (!item.isTextual()
                    || item.textValue().isEmpty()
                    || item.textValue().length() > MAX_TEXT
                    || values.contains(item.textValue())) {
                throw invalid(name + " must hold distinct strings of 1 to " + MAX_TEXT + " characters");
            }
            values.add(item.textValue());
        }
        return Optional.of(List.copyOf(values));
    }

    private static Refusal invalid(String message) {
        return new Refusal(Reason.DETAILS_INVALID, message);
    }
}
