package io.agentidentity.agent.upkeep;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.chore.AgentChoreFactory;

/** Looks after everything that has a date. */
public final class DatesChoreFactory extends AgentChoreFactory {

    public DatesChoreFactory() {
        super("dates", 60);
    }

    @Override
    protected AgentChore chore() {
        return new DatesChore();
    }
}
