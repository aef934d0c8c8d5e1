package io.agentidentity.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an administrator asks an agent to be: the writable part of the record, parsed and checked.
 *
 * @param owner id or username of the accountable person
 * @param credential absent in an update that leaves the credential as it is
 * @param version the version that the caller read, if it said so
 */
public record AgentSpec(
        String clientId,
        String name,
        String description,
        String purpose,
        Environment environment,
        String owner,
        Optional<Instant> expiresAt,
        Optional<Credential> credential,
        Delegation delegation,
        Ceiling ceiling,
        Strictness strictness,
        Optional<Integer> version) {

    /** Members that the server alone sets; they are accepted and ignored, so that what was read can be sent back. */
    public static final Set<String> READ_ONLY =
            Set.of("id", "status", "statusReason", "createdAt", "updatedAt", "lastUsedAt");

    private static final Set<String> MEMBERS = Set.of(
            "id",
            "status",
            "statusReason",
            "createdAt",
            "updatedAt",
            "lastUsedAt",
            "version",
            "clientId",
            "name",
            "description",
            "purpose",
            "environment",
            "owner",
            "expiresAt",
            "credential",
            "delegation",
            "ceiling",
            "strictness");
    private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}");

    /**
     * Parses and checks a record.
     *
     * @throws InvalidAgent if a member is unknown, missing, of the wrong type or against a rule
     */
    public static AgentSpec parse(JsonNode node) {
        ObjectNode object = Members.object(node, "agent", MEMBERS);
        String clientId = Members.text(object, "clientId", "clientId", 255);
        if (!CLIENT_ID.matcher(clientId).matches()) {
            throw new InvalidAgent("clientId may hold letters, digits and . _ : / @ - only");
        }
        String environmentName = Members.optionalText(object, "environment", "environment", 64);
        Environment environment = environmentName == null
                ? Environment.PRODUCTION
                : Wire.parse(Environment.class, "environment", environmentName);
        String name = Members.optionalText(object, "name", "name", 255);
        return new AgentSpec(
                clientId,
                name == null ? clientId : name,
                Members.optionalText(object, "description", "description", 255),
                Members.optionalText(object, "purpose", "purpose", 1024),
                environment,
                owner(object),
                instant(object, "expiresAt"),
                Optional.ofNullable(object.get("credential"))
                        .filter(n -> !n.isNull())
                        .map(n -> Credential.parse(n, environment)),
                object.hasNonNull("delegation") ? Delegation.parse(object.get("delegation")) : Delegation.OWNER_ONLY,
                object.hasNonNull("ceiling") ? Ceiling.parse(object.get("ceiling")) : Ceiling.NONE,
                object.hasNonNull("strictness") ? Strictness.parse(object.get("strictness")) : Strictness.NONE,
                version(object));
    }

    private static String owner(ObjectNode agent) {
        JsonNode node = agent.get("owner");
        if (node != null && node.isTextual() && !node.textValue().isBlank()) {
            return Members.text(agent, "owner", "owner", 255);
        }
        if (node instanceof ObjectNode owner) {
            Members.object(owner, "owner", Set.of("id", "username"));
            return owner.hasNonNull("id")
                    ? Members.text(owner, "id", "owner.id", 255)
                    : Members.text(owner, "username", "owner.username", 255);
        }
        throw new InvalidAgent("owner is required: an agent has exactly one accountable person");
    }

    private static Optional<Instant> instant(ObjectNode object, String name) {
        String text = Members.optionalText(object, name, name, 64);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.ofEpochMilli(Instant.parse(text).toEpochMilli()));
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new InvalidAgent(name + " must be an ISO 8601 instant such as 2030-01-31T12:00:00Z");
        }
    }

    private static Optional<Integer> version(ObjectNode object) {
        JsonNode node = object.get("version");
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isInt()) {
            throw new InvalidAgent("version must be a whole number");
        }
        return Optional.of(node.intValue());
    }
}
