package io.agentidentity.task.lifecycle;

import io.agentidentity.agent.settings.TaskRules;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;

/** What an agent may do at the risk that it is held to be. */
public final class RiskRule {

    private RiskRule() {}

    /**
     * Lets an agent through whose tasks may go on.
     *
     * @throws Refusal {@code access_denied}
     */
    public static void requireTasks(TaskRules rules) {
        if (!rules.atRisk().permitsTasks()) {
            throw new Refusal(Reason.RISK_TOO_HIGH, "the agent is held to be too risky for any task");
        }
    }

    /**
     * Lets an agent through that may begin with a task, or have another agent begin with one.
     *
     * @throws Refusal {@code access_denied}
     */
    public static void requireNewTask(TaskRules rules) {
        if (!rules.atRisk().permitsNewTasks()) {
            throw new Refusal(Reason.RISK_TOO_HIGH, "the agent is held to be too risky for another task");
        }
    }
}
