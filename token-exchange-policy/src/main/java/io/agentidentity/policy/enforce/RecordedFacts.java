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

    private final Basis basis;
    private final OccasionFacts today;

    /** @param today of the same agent, person and task, at the instant of the decision */
    RecordedFacts(Basis basis, OccasionFacts today) {
        this.basis = basis;
        this.today = today;
    }

    @Override
    public Object value(Fact fact) {
        if (GONE.contains(fact)) {
            throw new NotKept(fact);
        }
        if (Basis.keeps(fact)) {
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
