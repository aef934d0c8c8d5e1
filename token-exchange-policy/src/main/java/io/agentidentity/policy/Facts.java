package io.agentidentity.policy;

import java.util.Optional;

/** What is known about one request. Each fact is asked for at most once, and only if a rule that applies looks at it. */
public interface Facts {

    /**
     * A fact: a text, a number, a boolean, an instant, a list of texts, a map, or JSON; {@code null} if it is not there.
     *
     * @throws RuntimeException if it cannot be found out at this moment; then the request is neither permitted nor denied
     */
    Object value(Fact fact);

    /** Of a request that was answered long ago: what nobody knows any more, so that no rule that depends on it can be judged. */
    final class NotKept extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final Fact fact;

        public NotKept(Fact fact) {
            super(fact.wire() + " is not kept");
            this.fact = fact;
        }

        Fact fact() {
            return fact;
        }
    }

    /** Whether the person's login is at least as strong as a class of authentication ({@code acr}). */
    boolean loginReaches(String acr);

    /** Whether the agent's owner is in a group or one below it; empty if there is no such group. */
    Optional<Boolean> ownerIn(String groupPath);
}
