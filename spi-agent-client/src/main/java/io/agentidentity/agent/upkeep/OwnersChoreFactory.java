package io.agentidentity.agent.upkeep;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.chore.AgentChoreFactory;

/** Looks after every owner. */
public final class OwnersChoreFactory extends AgentChoreFactory {

    public OwnersChoreFactory() {
        super("owners", 60);
    }

    @Override
    protected AgentChore chore() {
        return new OwnersChore();
    }
}
