package io.agentidentity.granting;

import io.agentidentity.agent.Agent;
import io.agentidentity.granting.Targets.Target;
import io.agentidentity.policy.enforce.Judgement;
import io.agentidentity.task.Task;
import java.util.Optional;

/** What is known for certain of a request so far, so that a refusal can be recorded with it. */
public final class Attempt {

    private Agent agent;
    private boolean byStranger;
    private Subject subject;
    private Target target;
    private Task task;
    private Judgement judgement;

    /** Notes the agent that makes the request. */
    public void agent(Agent known) {
        agent = known;
    }

    /** Notes that somebody who is no agent presents a token of ours, which an agent got for a task; each may be {@code null}. */
    public void stranger(Agent whoGotIt, Task itsTask) {
        byStranger = true;
        agent = whoGotIt;
        task = itsTask;
    }

    public void subject(Subject known) {
        subject = known;
    }

    void target(Target known) {
        target = known;
    }

    /** Notes the task, which is one of the agent's own. */
    public void task(Task known) {
        task = known;
    }

    void judgement(Judgement known) {
        judgement = known;
    }

    Agent agent() {
        return agent;
    }

    boolean byStranger() {
        return byStranger;
    }

    Optional<Subject> subject() {
        return Optional.ofNullable(subject);
    }

    Optional<String> targetName() {
        return Optional.ofNullable(target).map(Target::name);
    }

    /** What the realm's rules say to it. */
    Optional<Judgement> judgement() {
        return Optional.ofNullable(judgement);
    }

    Optional<Task> task() {
        return Optional.ofNullable(task);
    }
}
