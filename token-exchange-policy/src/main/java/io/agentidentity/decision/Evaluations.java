package io.agentidentity.decision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.Wire;
import java.util.ArrayList;
import java.util.List;

/**
 * Several calls that are asked about at once (AuthZEN 1.0 section 7). What an evaluation does not say it takes from the request
 * around it, member by member.
 *
 * @param calls each with all its members, in the order of the request
 */
public record Evaluations(List<JsonNode> calls, Semantic semantic) {

    private static final int MOST = 50;
    private static final List<String> SHARED = List.of("subject", "action", "resource", "context");

    /** When no more of them are looked at. */
    public enum Semantic {
        EXECUTE_ALL,
        DENY_ON_FIRST_DENY,
        PERMIT_ON_FIRST_PERMIT;

        /** Whether a decision is the last one. */
        public boolean endsWith(boolean permitted) {
            return switch (this) {
                case EXECUTE_ALL -> false;
                case DENY_ON_FIRST_DENY -> !permitted;
                case PERMIT_ON_FIRST_PERMIT -> permitted;
            };
        }
    }

    public Evaluations {
        calls = List.copyOf(calls);
    }

    /** Whether a request holds several evaluations; else it is one itself. */
    public static boolean areIn(JsonNode request) {
        return request.path("evaluations").isArray()
                && !request.path("evaluations").isEmpty();
    }

    /**
     * Parses the request around the evaluations; each of these is parsed by itself.
     *
     * @throws InvalidInput if there are too many, one is no object, or the semantic is unknown
     */
    public static Evaluations parse(JsonNode request) {
        JsonNode each = request.path("evaluations");
        if (each.size() > MOST) {
            throw new InvalidInput("evaluations must hold at most " + MOST);
        }
        List<JsonNode> calls = new ArrayList<>();
        for (JsonNode one : each) {
            if (!one.isObject()) {
                throw new InvalidInput("evaluations must hold objects");
            }
            ObjectNode call = StrictJson.object();
            for (String member : SHARED) {
                JsonNode value = one.has(member) ? one.get(member) : request.get(member);
                if (value != null) {
                    call.set(member, value);
                }
            }
            calls.add(call);
        }
        return new Evaluations(calls, semantic(request.path("options").path("evaluations_semantic")));
    }

    private static Semantic semantic(JsonNode node) {
        return node.isMissingNode()
                ? Semantic.EXECUTE_ALL
                : Wire.parse(Semantic.class, "options.evaluations_semantic", node.textValue());
    }
}
