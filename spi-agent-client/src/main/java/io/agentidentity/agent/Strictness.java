package io.agentidentity.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.Members;
import java.util.Set;

/**
 * What an agent must always send, beyond what the protocol requires.
 *
 * @param actorToken an {@code actor_token} (RFC 8693 section 2.1)
 * @param senderConstraint a key that the token is bound to (RFC 9449 or RFC 8705)
 * @param details an {@code authorization_details} entry (RFC 9396)
 * @param purpose a purpose in that entry
 * @param endOnLogout whether its tasks end with the person's session
 */
public record Strictness(
        boolean actorToken, boolean senderConstraint, boolean details, boolean purpose, boolean endOnLogout) {

    /** Nothing beyond the protocol. */
    public static final Strictness NONE = new Strictness(false, false, false, false, false);

    private static final Set<String> MEMBERS =
            Set.of("actorToken", "senderConstraint", "details", "purpose", "endOnLogout");

    static Strictness parse(JsonNode node) {
        ObjectNode object = Members.object(node, "strictness", MEMBERS);
        return new Strictness(
                Members.flag(object, "actorToken", "strictness.actorToken"),
                Members.flag(object, "senderConstraint", "strictness.senderConstraint"),
                Members.flag(object, "details", "strictness.details"),
                Members.flag(object, "purpose", "strictness.purpose"),
                Members.flag(object, "endOnLogout", "strictness.endOnLogout"));
    }
}
