package io.agentidentity.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import java.util.Set;

/**
 * What an agent must always send, beyond what the protocol requires.
 *
 * @param actorToken an {@code actor_token} (RFC 8693 section 2.1)
 * @param senderConstraint a key that the token is bound to (RFC 9449 or RFC 8705)
 * @param details an {@code authorization_details} entry (RFC 9396)
 * @param purpose a purpose in that entry
 * @param scope a {@code scope}, instead of getting all that it may have
 * @param endOnLogout whether its tasks end with the person's session
 */
public record Strictness(
        boolean actorToken,
        boolean senderConstraint,
        boolean details,
        boolean purpose,
        boolean scope,
        boolean endOnLogout) {

    /** Nothing beyond the protocol. */
    public static final Strictness NONE = new Strictness(false, false, false, false, false, false);

    private static final Set<String> MEMBERS =
            Set.of("actorToken", "senderConstraint", "details", "purpose", "scope", "endOnLogout");

    static Strictness parse(JsonNode node) {
        return parse(node, "strictness");
    }

    /**
     * Parses requirements that stand at a path; what is not said is not required.
     *
     * @throws InvalidInput naming the member and the rule
     */
    public static Strictness parse(JsonNode node, String path) {
        ObjectNode object = Members.object(node, path, MEMBERS);
        return new Strictness(
                Members.flag(object, "actorToken", path + ".actorToken"),
                Members.flag(object, "senderConstraint", path + ".senderConstraint"),
                Members.flag(object, "details", path + ".details"),
                Members.flag(object, "purpose", path + ".purpose"),
                Members.flag(object, "scope", path + ".scope"),
                Members.flag(object, "endOnLogout", path + ".endOnLogout"));
    }

    /** All that either of the two requires. */
    public Strictness and(Strictness other) {
        return new Strictness(
                actorToken || other.actorToken,
                senderConstraint || other.senderConstraint,
                details || other.details,
                purpose || other.purpose,
                scope || other.scope,
                endOnLogout || other.endOnLogout);
    }
}
