package io.agentidentity.rate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import java.util.Optional;
import java.util.Set;

/**
 * How often an agent may ask for tokens, and be asked about, in a minute.
 *
 * @param all for whomever it works
 * @param perPrincipal for any one person
 */
public record Rates(Rate all, Rate perPrincipal) {

    /** Nothing is said. */
    public static final Rates NONE = new Rates(Rate.NONE, Rate.NONE);

    /** What holds where nobody says anything; no agent that works as it should comes near. */
    public static final Rates STANDARD = new Rates(Rate.of(600, 6000), Rate.of(300, 3000));

    private static final String PER_PRINCIPAL = "perPrincipal";

    /** Parses what is said; a member that is not said is absent. */
    public static Rates parse(JsonNode node, String path) {
        ObjectNode object = Members.object(node, path, Set.of(Rate.TOKENS, Rate.DECISIONS, PER_PRINCIPAL));
        Rate each = object.hasNonNull(PER_PRINCIPAL)
                ? Rate.parse(
                        Members.object(
                                object.get(PER_PRINCIPAL),
                                path + "." + PER_PRINCIPAL,
                                Set.of(Rate.TOKENS, Rate.DECISIONS)),
                        path + "." + PER_PRINCIPAL)
                : Rate.NONE;
        return new Rates(Rate.parse(object, path), each);
    }

    /** These with what others say where they say nothing themselves. */
    public Rates or(Rates others) {
        return new Rates(all.or(others.all), perPrincipal.or(others.perPrincipal));
    }

    /** As they are written in a record and in settings. */
    public ObjectNode write() {
        ObjectNode node = all.write();
        if (!perPrincipal.equals(Rate.NONE)) {
            node.set(PER_PRINCIPAL, perPrincipal.write());
        }
        return node;
    }

    /**
     * Numbers for a minute.
     *
     * @param tokens requests at the token endpoint
     * @param decisions calls that a decision is asked about
     */
    public record Rate(Optional<Integer> tokens, Optional<Integer> decisions) {

        private static final String TOKENS = "tokensPerMinute";
        private static final String DECISIONS = "decisionsPerMinute";
        private static final int MOST = 1_000_000;
        private static final Rate NONE = new Rate(Optional.empty(), Optional.empty());

        private static Rate of(int tokens, int decisions) {
            return new Rate(Optional.of(tokens), Optional.of(decisions));
        }

        private static Rate parse(ObjectNode object, String path) {
            return new Rate(
                    Members.whole(object, TOKENS, path + "." + TOKENS, MOST),
                    Members.whole(object, DECISIONS, path + "." + DECISIONS, MOST));
        }

        private Rate or(Rate other) {
            return new Rate(tokens.or(other::tokens), decisions.or(other::decisions));
        }

        private ObjectNode write() {
            ObjectNode node = StrictJson.object();
            tokens.ifPresent(number -> node.put(TOKENS, number));
            decisions.ifPresent(number -> node.put(DECISIONS, number));
            return node;
        }
    }
}
