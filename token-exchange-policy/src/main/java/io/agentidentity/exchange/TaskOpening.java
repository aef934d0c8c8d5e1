package io.agentidentity.exchange;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.exchange.SubjectTokens.Subject;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Authority;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskDetails;
import io.agentidentity.task.TaskId;
import io.agentidentity.task.TaskState;
import io.agentidentity.task.store.TaskStore;
import java.time.Instant;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/** Finds the task that a request is for, or opens one. */
final class TaskOpening {

    private final KeycloakSession session;
    private final TaskStore tasks;
    private final Agent agent;
    private final ClientModel client;
    private final Subject subject;
    private final Instant now;

    TaskOpening(KeycloakSession session, Agent agent, ClientModel client, Subject subject, Instant now) {
        this.session = session;
        this.tasks = new TaskStore(session);
        this.agent = agent;
        this.client = client;
        this.subject = subject;
        this.now = now;
    }

    /**
     * The task that the details name, locked.
     *
     * @throws Refusal {@code invalid_grant}, the same for a task that is unknown, foreign or no longer active
     */
    Optional<Task> named(Optional<TaskDetails> details) {
        return details.flatMap(TaskDetails::taskId)
                .map(sent -> TaskId.parse(sent)
                        .flatMap(id -> tasks.lock(agent.realmId(), id))
                        .filter(task -> task.agentId().equals(agent.id()))
                        .filter(task -> task.principalId().equals(subject.user().getId()))
                        .filter(task -> task.live(now, agent.epoch()))
                        .orElseThrow(() -> new Refusal(Reason.TASK_NOT_USABLE, "no such active task")));
    }

    /** Opens the task that explicit details describe. */
    Task explicit(TaskDetails details, Authority authority) {
        return tasks.open(fresh(authority, details.purpose()), Optional.empty());
    }

    /**
     * The task that plain requests of one login for one target share, so that what is counted for it does not start over with
     * each request.
     *
     * @throws Refusal {@code access_denied} if somebody other than the agent has ended it: the same login does not reopen it
     */
    Task implicit(Authority authority) {
        String key = AuditRecord.digest(String.join(
                "\n", agent.realmId(), agent.id(), subject.user().getId(), authority.target(), subject.login()));
        Optional<Task> held = tasks.lockImplicit(agent.realmId(), key);
        if (held.isEmpty()) {
            // The agent's row is the lock under which an implicit task is opened once.
            Agent current =
                    new AgentStore(session).lock(agent.realmId(), agent.id()).orElseThrow();
            new AgentGate(session, session.getContext().getRealm()).require(current, client);
            held = tasks.lockImplicit(agent.realmId(), key);
        }
        if (held.isPresent() && held.get().live(now, agent.epoch())) {
            Task task = held.get();
            return task.authority().covers(authority)
                    ? task
                    : tasks.widen(task, task.authority().with(authority.scopes()));
        }
        if (held.isPresent() && !mayReopen(held.get())) {
            throw new Refusal(Reason.TASK_ENDED_FOR_LOGIN, "the task was ended; the person must log in again");
        }
        return tasks.open(fresh(authority, Optional.empty()), Optional.of(key));
    }

    private boolean mayReopen(Task task) {
        boolean byAgent = task.endedBy().filter(Rank.AGENT::equals).isPresent();
        return byAgent || task.stateAt(now) == TaskState.EXPIRED;
    }

    private Task fresh(Authority authority, Optional<String> purpose) {
        return new Task(
                TaskId.generate(),
                agent.realmId(),
                agent.id(),
                agent.epoch(),
                subject.user().getId(),
                purpose,
                authority,
                TaskState.ACTIVE,
                Optional.empty(),
                Optional.empty(),
                TaskId.generateTransaction(),
                new Task.Login(
                        subject.authTime(), Optional.ofNullable(subject.token().getAcr()), subject.amr()),
                subject.token().getIssuedFor(),
                now,
                now.plusSeconds(agent.ceiling().taskSeconds()),
                Optional.empty());
    }
}
