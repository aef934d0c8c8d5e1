package io.agentidentity.policy.enforce;

import io.agentidentity.policy.Fact;
import io.agentidentity.policy.Facts;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The facts of a call that was decided long ago: what was kept of it, its task, and agent and people as they are today. Its
 * parameters are gone.
 */
final class RecordedFacts implements Facts {

    private static final Set<Fact> GONE = EnumSet.of(Fact.REQUEST_PARAMETERS, Fact.REQUEST_RESOURCE_ID);
    private static final Set<Fact> HISTORY =
            EnumSet.of(Fact.HISTORY_CALLS, Fact.HISTORY_CALLS_OF, Fact.HISTORY_LAST_CALL_AT, Fact.HISTORY_STRIKES);
    private static final Set<Fact> OF_AGENT =
            EnumSet.of(Fact.AGENT_ENVIRONMENT, Fact.AGENT_LABELS, Fact.AGENT_RISK, Fact.AGENT_RISK_LEVEL);

    private final Basis basis;
    private final OccasionFacts today;
    private final boolean above;

    /**
     * @param today of the same agent, person and task, at the instant of the decision
     * @param above whether the agent is not the one that acted, of which alone something was kept
     */
    RecordedFacts(Basis basis, OccasionFacts today, boolean above) {
        this.basis = basis;
        this.today = today;
        this.above = above;
    }

    @Override
    public Object value(Fact fact) {
        if (GONE.contains(fact) || (above && HISTORY.contains(fact))) {
            throw new NotKept(fact);
        }
        if (Basis.keeps(fact) && !(above && OF_AGENT.contains(fact))) {
            return basis.value(fact).orElseThrow(() -> new NotKept(fact));
        }
        return fact == Fact.REQUEST_STAGE ? "call" : today.value(fact);
    }

    @Override
    public boolean loginReaches(String acr) {
        return today.loginReaches(acr);
    }

    @Override
    public Optional<Boolean> ownerIn(String groupPath) {
        return today.ownerIn(groupPath);
    }
}
