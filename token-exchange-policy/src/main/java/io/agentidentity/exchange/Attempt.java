package io.agentidentity.exchange;

import io.agentidentity.agent.Agent;
import io.agentidentity.exchange.SubjectTokens.Subject;
import io.agentidentity.exchange.Targets.Target;
import io.agentidentity.task.Task;

/** What is known for certain of a request so far, so that a refusal can be recorded with it. */
final class Attempt {

    /** The agent that makes the request, or the one whose token somebody else presents. */
    Agent agent;

    /** Whether somebody who is no agent presents a token of ours. */
    boolean byStranger;

    Subject subject;
    Target target;
    Task task;
}
