package io.agentidentity.agent.examination;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.chore.AgentChoreFactory;

/** Examines realms. */
public final class RealmPostureChoreFactory extends AgentChoreFactory {

    public RealmPostureChoreFactory() {
        super("realm-posture", 600);
    }

    @Override
    protected AgentChore chore() {
        return new RealmPostureChore();
    }
}
