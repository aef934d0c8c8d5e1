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
import io.agentidentity.task.lifecycle.LoginCheck;
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
     * The task that the details name.
     *
     * @throws Refusal {@code invalid_grant}, the same for a task that is unknown, foreign or no longer active
     */
    Optional<Task> named(Optional<TaskDetails> details) {
        return details.flatMap(TaskDetails::taskId)
                .map(sent -> TaskId.parse(sent)
                        .flatMap(id -> tasks.find(agent.realmId(), id))
                        .filter(task -> task.agentId().equals(agent.id()))
                        .filter(task -> task.principalId().equals(subject.user().getId()))
                        .filter(task -> task.live(now, agent.epoch()))
                        .filter(task -> new LoginCheck(session).holds(agent, task))
                        .orElseThrow(() -> new Refusal(Reason.TASK_NOT_USABLE, "no such active task")));
    }

    /** Opens the task that explicit details describe. */
    Task explicit(TaskDetails details, Authority authority) {
        checkNumber();
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
        Optional<Task> current = tasks.findImplicit(agent.realmId(), key)
                .filter(task -> task.authority().covers(authority))
                .filter(this::joined);
        return current.orElseGet(() -> reopened(authority, key));
    }

    /** Widens the task of a login, or opens one. The agent's row is the lock under which this is done once. */
    private Task reopened(Authority authority, String key) {
        Agent locked = new AgentStore(session).lock(agent.realmId(), agent.id()).orElseThrow();
        new AgentGate(session, session.getContext().getRealm()).require(locked, client);
        Optional<Task> held = tasks.lockImplicit(agent.realmId(), key);
        if (held.isPresent() && held.get().live(now, agent.epoch())) {
            Task widened = tasks.widen(
                    held.get(), authority.with(held.get().authority().scopes()));
            if (joined(widened)) {
                return widened;
            }
        }
        if (held.isPresent() && !mayReopen(held.get())) {
            throw new Refusal(Reason.TASK_ENDED_FOR_LOGIN, "the task was ended; the person must log in again");
        }
        checkNumber();
        return tasks.open(fresh(authority, Optional.empty()), Optional.of(key));
    }

    /** Counted under the agent's row, so that requests at the same time do not get past the bound together. */
    private void checkNumber() {
        Optional<Integer> most = agent.ceiling().concurrentTasks();
        if (most.isEmpty()) {
            return;
        }
        Agent locked = new AgentStore(session).lock(agent.realmId(), agent.id()).orElseThrow();
        if (tasks.live(locked.realmId(), locked.id(), now) >= most.get()) {
            throw new Refusal(Reason.TOO_MANY_TASKS, "the agent has as many live tasks as it may have");
        }
    }

    private boolean joined(Task task) {
        return task.live(now, agent.epoch()) && tasks.join(task, tokenExpiry(agent, task.expiresAt(), now), now);
    }

    private boolean mayReopen(Task task) {
        boolean byAgent = task.endedBy().filter(Rank.AGENT::equals).isPresent();
        return byAgent || task.stateAt(now) == TaskState.EXPIRED;
    }

    /** A new task, which has its first token in the same transaction. */
    private Task fresh(Authority authority, Optional<String> purpose) {
        Instant expires = now.plusSeconds(agent.ceiling().taskSeconds());
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
                        Optional.of(subject.authTime()),
                        Optional.ofNullable(subject.token().getAcr()),
                        subject.amr(),
                        Optional.ofNullable(subject.token().getSessionId())),
                subject.token().getIssuedFor(),
                now,
                expires,
                Optional.of(tokenExpiry(agent, expires, now)));
    }

    /** When a token issued now runs out: with the agent's token life, or with the task if that is earlier. */
    static Instant tokenExpiry(Agent agent, Instant taskExpiry, Instant now) {
        Instant wanted = now.plusSeconds(agent.ceiling().tokenSeconds());
        return wanted.isBefore(taskExpiry) ? wanted : taskExpiry;
    }
}
