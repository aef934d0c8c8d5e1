package io.agentidentity.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Label;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which agents a rule is for.
 *
 * @param of what the agents are picked by
 * @param name of the environment, the label, the group by its path, or the agent by its client id; {@code null} for the realm
 */
public record Scope(Of of, String name) {

    /** Every agent of the realm. */
    public static final Scope REALM = new Scope(Of.REALM, null);

    private static final Set<String> ENVIRONMENTS = Set.of("development", "production");

    /** What agents are picked by. */
    public enum Of {
        REALM(null),
        ENVIRONMENT("environment"),
        LABEL("label"),
        OWNER_GROUP("ownerGroup"),
        AGENT("agent");

        private final String member;

        Of(String member) {
            this.member = member;
        }
    }

    static Scope parse(JsonNode node) {
        if (node == null || node.isNull()) {
            return REALM;
        }
        ObjectNode object = Members.object(node, "scope", Set.of("environment", "label", "ownerGroup", "agent"));
        if (object.size() > 1) {
            throw new InvalidInput("scope must have one member only");
        }
        for (Of of : Of.values()) {
            if (of.member != null && object.has(of.member)) {
                return new Scope(of, Members.text(object, of.member, "scope." + of.member, 1024)).checked();
            }
        }
        return REALM;
    }

    private Scope checked() {
        if (of == Of.ENVIRONMENT && !ENVIRONMENTS.contains(name)) {
            throw new InvalidInput("scope.environment must be one of development, production");
        }
        if (of == Of.LABEL) {
            Label.checked("scope.label", name);
        }
        if (of == Of.OWNER_GROUP && !name.startsWith("/")) {
            throw new InvalidInput("scope.ownerGroup must be the path of a group");
        }
        return this;
    }

    ObjectNode toJson() {
        ObjectNode node = StrictJson.object();
        return of == Of.REALM ? node : node.put(of.member, name);
    }

    /** Whether the agent of a request is one of these; empty if that cannot be said, because the group is gone. */
    Optional<Boolean> includes(Facts facts) {
        return switch (of) {
            case REALM -> Optional.of(true);
            case ENVIRONMENT -> Optional.of(name.equals(facts.value(Fact.AGENT_ENVIRONMENT)));
            case LABEL -> Optional.of(((List<?>) facts.value(Fact.AGENT_LABELS)).contains(name));
            case AGENT -> Optional.of(name.equals(facts.value(Fact.AGENT_CLIENT_ID)));
            case OWNER_GROUP -> facts.ownerIn(name);
        };
    }
}
