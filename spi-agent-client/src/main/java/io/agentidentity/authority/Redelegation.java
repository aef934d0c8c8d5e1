package io.agentidentity.authority;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether and to whom a task may be handed on. A task without one may not be handed on at all.
 *
 * @param maxDepth most agents in the chain, the first one included; absent: as many as the other bounds allow
 * @param allowedDelegates client ids of agents, distinct and in their order
 */
public record Redelegation(Optional<Integer> maxDepth, List<String> allowedDelegates) {

    private static final Set<String> MEMBERS = Set.of("max_depth", "allowed_delegates");
    private static final int MAX_DEPTH = 8;
    private static final int MAX_DELEGATES = 100;
    private static final int MAX_CLIENT_ID = 255;

    public Redelegation {
        allowedDelegates = List.copyOf(new TreeSet<>(allowedDelegates));
    }

    /**
     * Parses the member {@code delegation} of {@code authorization_details}.
     *
     * @throws InvalidInput if a member is unknown or not of its form, or no delegate is named
     */
    public static Redelegation parse(JsonNode node) {
        ObjectNode object = Forms.object(node, "delegation", MEMBERS);
        Optional<Integer> depth = object.has("max_depth")
                ? Optional.of(Forms.whole(object.get("max_depth"), "delegation.max_depth", 1, MAX_DEPTH))
                : Optional.empty();
        return new Redelegation(depth, delegates(object.path("allowed_delegates")));
    }

    private static List<String> delegates(JsonNode node) {
        String path = "delegation.allowed_delegates";
        if (!node.isArray() || node.isEmpty() || node.size() > MAX_DELEGATES) {
            throw new InvalidInput(path + " must be a list of 1 to " + MAX_DELEGATES + " client ids");
        }
        Set<String> delegates = new TreeSet<>();
        for (JsonNode item : node) {
            if (!delegates.add(Forms.text(item, path, 1, MAX_CLIENT_ID))) {
                throw new InvalidInput(path + " must hold distinct client ids");
            }
        }
        return List.copyOf(delegates);
    }

    /** The one JSON form. */
    public ObjectNode toJson() {
        ObjectNode node = StrictJson.object();
        maxDepth.ifPresent(depth -> node.put("max_depth", depth));
        node.set("allowed_delegates", StrictJson.array(allowedDelegates));
        return node;
    }

    /** Whether the other allows no chain and no delegate that this one does not. */
    public boolean covers(Redelegation other) {
        boolean noDeeper = maxDepth.isEmpty()
                || other.maxDepth.filter(depth -> depth <= maxDepth.get()).isPresent();
        return noDeeper && allowedDelegates.containsAll(other.allowedDelegates);
    }

    /** What a request means within this one: a depth that it does not mention stays. */
    public Redelegation inheritedBy(Redelegation request) {
        return new Redelegation(request.maxDepth.or(() -> maxDepth), request.allowedDelegates);
    }
}
