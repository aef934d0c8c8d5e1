package io.agentidentity.task.lifecycle;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.settings.TaskRules;
import io.agentidentity.rate.RateLimiter;
import io.agentidentity.rate.Rates.Rate;
import io.agentidentity.refusal.Refusal;
import java.time.Clock;
import java.util.List;

/**
 * How often an agent may ask, on each node for itself. Looked at before anything is verified, locked or written that can be
 * looked at later, so that an agent which asks too often costs others nothing.
 */
public final class RateRule {

    private static final RateLimiter TOKENS = new RateLimiter(Clock.systemUTC());
    private static final RateLimiter DECISIONS = new RateLimiter(Clock.systemUTC());

    private RateRule() {}

    /**
     * Counts a request of an agent at the token endpoint.
     *
     * @throws Refusal {@code temporarily_unavailable} with the time after which there is room again
     */
    public static void requireToken(Agent agent, TaskRules rules) {
        take(TOKENS, List.of(agent.id()), rules.rates().all().tokens().orElseThrow());
    }

    /**
     * Counts the same request for the person whom it turned out to be about.
     *
     * @throws Refusal as above
     */
    public static void requireToken(Agent agent, String principalId, TaskRules rules) {
        take(
                TOKENS,
                List.of(agent.id(), principalId),
                rules.rates().perPrincipal().tokens().orElseThrow());
    }

    /**
     * Counts a call that a decision is asked about.
     *
     * @throws Refusal as above
     */
    public static void requireDecision(Agent agent, String principalId, TaskRules rules) {
        Rate each = rules.rates().perPrincipal();
        take(DECISIONS, List.of(agent.id()), rules.rates().all().decisions().orElseThrow());
        take(DECISIONS, List.of(agent.id(), principalId), each.decisions().orElseThrow());
    }

    private static void take(RateLimiter limiter, List<String> key, int perMinute) {
        limiter.take(key, perMinute).ifPresent(wait -> {
            throw Refusal.tooOften("the agent asks more often than it may", wait);
        });
    }
}
