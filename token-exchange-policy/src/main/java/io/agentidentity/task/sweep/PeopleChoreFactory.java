package io.agentidentity.task.sweep;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.chore.AgentChoreFactory;

/** Looks after everybody for whom tasks run. */
public final class PeopleChoreFactory extends AgentChoreFactory {

    public PeopleChoreFactory() {
        super("people", 60);
    }

    @Override
    protected AgentChore chore() {
        return new PeopleChore();
    }
}
