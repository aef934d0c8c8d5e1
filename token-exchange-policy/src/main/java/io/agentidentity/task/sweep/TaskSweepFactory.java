package io.agentidentity.task.sweep;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.chore.AgentChoreFactory;

/** Sweeps tasks and tokens that have had their time. */
public final class TaskSweepFactory extends AgentChoreFactory {

    public TaskSweepFactory() {
        super("task-sweep", 60);
    }

    @Override
    protected AgentChore chore() {
        return new TaskSweep();
    }
}
