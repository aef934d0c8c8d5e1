package io.agentidentity.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.authority.Constraints;
import io.agentidentity.authority.Limits;
import io.agentidentity.authority.Redelegation;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.PlainText;
import io.agentidentity.json.StrictJson;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Authority.Rights;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The {@code agent_task} entry of an {@code authorization_details} parameter (RFC 9396), parsed strictly.
 *
 * @param taskId an existing task that the request names, as sent
 * @param purpose why, in words for people
 */
public record TaskDetails(Optional<String> taskId, Optional<String> purpose, Rights rights) {

    /** The type of the entry where a realm does not name another. */
    public static final String TYPE = "agent_task";

    /** Stands in tokens; accepted, so that an entry from there can be sent, and without effect. */
    static final String PURPOSE_DIGEST = "purpose_digest";

    private static final int MAX_BYTES = 8 * 1024;
    private static final int MAX_DEPTH = 5;
    private static final int MAX_ITEMS = 100;
    private static final int MAX_TEXT = 1024;
    private static final int MAX_PURPOSE = 256;
    private static final int MAX_DIGEST = 128;
    private static final Set<String> MEMBERS = Set.of(
            "type",
            "task_id",
            "purpose",
            PURPOSE_DIGEST,
            "locations",
            "actions",
            "datatypes",
            "identifier",
            "privileges",
            "constraints",
            "limits",
            "delegation");

    /**
     * Parses the parameter.
     *
     * @param type the type that entries have in this realm
     * @throws Refusal {@code invalid_authorization_details} if it is too large, not strict JSON, not exactly one entry of
     *     this type, or has a member that is unknown, of the wrong type or not supported
     */
    public static TaskDetails parse(String parameter, String type) {
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
        if (!type.equals(entry.path("type").textValue())) {
            throw invalid("type must be " + type);
        }
        entry.fieldNames().forEachRemaining(TaskDetails::checkMember);
        Optional<String> purpose = text(entry, "purpose", MAX_PURPOSE);
        purpose.ifPresent(TaskDetails::checkPurpose);
        text(entry, PURPOSE_DIGEST, MAX_DIGEST);
        return new TaskDetails(
                text(entry, "task_id", MAX_TEXT),
                purpose,
                new Rights(
                        list(entry, "locations"),
                        list(entry, "actions"),
                        list(entry, "datatypes"),
                        text(entry, "identifier", MAX_TEXT),
                        list(entry, "privileges"),
                        member(entry, "constraints", Constraints::parse).orElse(Constraints.NONE),
                        member(entry, "limits", Limits::parse).orElse(Limits.NONE),
                        member(entry, "delegation", Redelegation::parse)));
    }

    private static <T> Optional<T> member(ObjectNode entry, String name, Function<JsonNode, T> parser) {
        try {
            return Optional.ofNullable(entry.get(name)).map(parser);
        } catch (InvalidInput e) {
            throw new Refusal(Reason.DETAILS_INVALID, e.getMessage(), e);
        }
    }

    private static void checkMember(String name) {
        if (!MEMBERS.contains(name)) {
            throw invalid("unknown member");
        }
    }

    private static void checkPurpose(String purpose) {
        if (purpose.isBlank()) {
            throw notPlain("purpose");
        }
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
        if (!PlainText.is(node.textValue())) {
            throw notPlain(name);
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
            if (!PlainText.is(item.textValue())) {
                throw notPlain(name);
            }
            values.add(item.textValue());
        }
        return Optional.of(List.copyOf(values));
    }

    private static Refusal notPlain(String name) {
        return invalid(name + " must be plain text");
    }

    private static Refusal invalid(String message) {
        return new Refusal(Reason.DETAILS_INVALID, message);
    }
}
