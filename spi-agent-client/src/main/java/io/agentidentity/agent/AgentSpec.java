package io.agentidentity.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Ceiling.Autonomous;
import io.agentidentity.agent.credential.Credential;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.Wire;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an administrator asks an agent to be: the writable part of the record, parsed and checked.
 *
 * @param owner id or username of the accountable person
 * @param ownerName username that was sent beside an id, or {@code null}
 * @param credential absent in an update that leaves the credential as it is
 * @param autonomous what the agent may do without a person; absent: nothing
 * @param version the version that the caller read, if it said so
 */
public record AgentSpec(
        String clientId,
        String name,
        String description,
        String purpose,
        Environment environment,
        String owner,
        String ownerName,
        List<Sponsor> sponsors,
        Optional<Instant> expiresAt,
        Optional<Credential> credential,
        Delegation delegation,
        Ceiling ceiling,
        Optional<Autonomous> autonomous,
        Strictness strictness,
        Facts facts,
        Optional<Integer> version) {

    /** Members that the server alone sets; they are accepted and ignored, so that what was read can be sent back. */
    public static final Set<String> READ_ONLY = Set.of(
            "id",
            "status",
            "statusReason",
            "suspension",
            "suspensions",
            "risk",
            "review",
            "createdAt",
            "updatedAt",
            "lastUsedAt",
            "orphanedSince");

    private static final Set<String> WRITABLE = Set.of(
            "version",
            "clientId",
            "name",
            "description",
            "purpose",
            "environment",
            "owner",
            "sponsors",
            "expiresAt",
            "credential",
            "delegation",
            "ceiling",
            "autonomous",
            "strictness",
            "facts");
    private static final Set<String> MEMBERS =
            Stream.concat(READ_ONLY.stream(), WRITABLE.stream()).collect(Collectors.toUnmodifiableSet());
    private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}");

    /**
     * Parses and checks a record.
     *
     * @throws InvalidInput if a member is unknown, missing, of the wrong type or against a rule
     */
    public static AgentSpec parse(JsonNode node) {
        ObjectNode object = Members.object(node, "agent", MEMBERS);
        String clientId = Members.text(object, "clientId", "clientId", 255);
        String environmentName = Members.optionalText(object, "environment", "environment", 64);
        Environment environment = environmentName == null
                ? Environment.PRODUCTION
                : Wire.parse(Environment.class, "environment", environmentName);
        String name = Members.optionalText(object, "name", "name", 255);
        Optional<Credential> credential =
                member(object, "credential").map(n -> Credential.parse(n, environment == Environment.PRODUCTION));
        return new AgentSpec(
                clientId,
                name == null ? clientId : name,
                Members.optionalText(object, "description", "description", 255),
                Members.optionalText(object, "purpose", "purpose", 1024),
                environment,
                owner(object),
                object.path("owner").path("username").textValue(),
                member(object, "sponsors").map(Sponsor::parse).orElse(List.of()),
                Members.instant(object, "expiresAt", "expiresAt"),
                credential,
                member(object, "delegation").map(Delegation::parse).orElse(Delegation.OWNER_ONLY),
                member(object, "ceiling").map(Ceiling::parse).orElse(Ceiling.NONE),
                member(object, "autonomous").map(Autonomous::parse),
                member(object, "strictness").map(Strictness::parse).orElse(Strictness.NONE),
                member(object, "facts").map(Facts::parse).orElse(Facts.NONE),
                version(object));
    }

    /** Whether a client may be called so that is or becomes an agent's; one that was called otherwise before is left alone. */
    public static boolean acceptable(String clientId) {
        return CLIENT_ID.matcher(clientId).matches();
    }

    private static Optional<JsonNode> member(ObjectNode object, String name) {
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    private static String owner(ObjectNode agent) {
        JsonNode node = agent.get("owner");
        if (node != null && node.isTextual() && !node.textValue().isBlank()) {
            return Members.text(agent, "owner", "owner", 255);
        }
        if (node instanceof ObjectNode owner) {
            Members.object(owner, "owner", Set.of("id", "username", "answer"));
            Members.optionalText(owner, "username", "owner.username", 255);
            return owner.hasNonNull("id")
                    ? Members.text(owner, "id", "owner.id", 255)
                    : Members.text(owner, "username", "owner.username", 255);
        }
        throw new InvalidInput("owner is required: an agent has exactly one accountable person");
    }

    private static Optional<Integer> version(ObjectNode object) {
        JsonNode node = object.get("version");
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isInt()) {
            throw new InvalidInput("version must be a whole number");
        }
        return Optional.of(node.intValue());
    }
}
