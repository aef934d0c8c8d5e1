package io.agentidentity.task;

import io.agentidentity.agent.Agent.Rank;
import java.time.Instant;
import java.util.Optional;

/**
 * "Not in my name": an agent may not work for a person. Each rank has one of its own for a pair, and the pair is blocked while
 * there is any.
 *
 * @param by the rank that set it: the person, the agent's owner, or an administrator
 * @param byId the user who set it
 */
public record Block(String agentId, String principalId, Rank by, String byId, Instant since, Optional<String> reason) {

    /** Whether somebody of a rank may lift it: their own, and an administrator any. */
    public boolean liftedBy(Rank rank) {
        return rank == by || rank == Rank.ADMIN;
    }
}
