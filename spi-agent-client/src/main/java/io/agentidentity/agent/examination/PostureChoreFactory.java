package io.agentidentity.agent.examination;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.chore.AgentChoreFactory;

/** Examines all agents in turn. */
public final class PostureChoreFactory extends AgentChoreFactory {

    public PostureChoreFactory() {
        super("posture", 60);
    }

    @Override
    protected AgentChore chore() {
        return new PostureChore();
    }
}
