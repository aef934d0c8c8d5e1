package io.agentidentity.granting;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.agent.settings.TaskRules;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.RequestTrace;
import io.agentidentity.audit.TraceContext;
import io.agentidentity.granting.Subject.Source;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Authority;
import io.agentidentity.task.KeyBinding;
import io.agentidentity.task.Task;
import io.agentidentity.task.Task.Ground;
import io.agentidentity.task.TaskDetails;
import io.agentidentity.task.TaskId;
import io.agentidentity.task.TaskState;
import io.agentidentity.task.lifecycle.Blocks;
import io.agentidentity.task.lifecycle.RiskRule;
import io.agentidentity.task.lifecycle.TaskAddress;
import io.agentidentity.task.lifecycle.TaskCheck;
import io.agentidentity.task.lifecycle.TaskSignals;
import io.agentidentity.task.store.TaskStore;
import io.agentidentity.task.store.TaskStore.NextToken;
import io.agentidentity.task.store.TaskStore.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;

/** Finds the task that a request is for, or opens one, and counts the request's token against it. */
final class TaskOpening {

    private final KeycloakSession session;
    private final TaskStore tasks;
    private final Attempt attempt;
    private final Agent agent;
    private final TaskRules rules;
    private final ClientModel client;
    private final Subject subject;
    private final Ground ground;
    private final String jti;
    private final KeyBinding proven;
    private final Metered metered;
    private final Instant now;

    TaskOpening(
            KeycloakSession session,
            Attempt attempt,
            TaskRules rules,
            ClientModel client,
            Subject subject,
            Ground ground,
            String jti,
            KeyBinding proven,
            Metered metered,
            Instant now) {
        this.session = session;
        this.tasks = new TaskStore(session);
        this.attempt = attempt;
        this.agent = attempt.agent();
        this.rules = rules;
        this.client = client;
        this.subject = subject;
        this.ground = ground;
        this.jti = jti;
        this.proven = proven;
        this.metered = metered;
        this.now = now;
    }

    /**
     * The task of the subject token, or the one that the details name.
     *
     * @throws Refusal {@code invalid_grant}, the same for a task that is unknown, foreign or no longer active; if the task is bound
     *     to a key that the request does not prove
     */
    Optional<Task> known(Optional<TaskDetails> details) {
        Optional<Task> known = found(details);
        known.ifPresent(this::requireKey);
        return known;
    }

    private Optional<Task> found(Optional<TaskDetails> details) {
        Optional<String> sent = details.flatMap(TaskDetails::taskId);
        if (subject.task().isPresent()) {
            if (sent.isPresent() && !sent.get().equals(subject.task().get().id().value())) {
                throw notUsable();
            }
            return subject.task();
        }
        return sent.map(this::named);
    }

    /** One that was handed down goes on from its own tokens only: a person's token does not say who handed it down. */
    private Task named(String sent) {
        return TaskId.parse(sent)
                .flatMap(id -> tasks.find(agent.realmId(), id))
                .filter(task -> task.agentId().equals(agent.id()))
                .filter(task -> task.principalId().equals(subject.user().getId()))
                .filter(task -> task.parent().isEmpty())
                .filter(task -> new TaskCheck(session, session.getContext().getRealm())
                        .active(task, agent, subject.user())
                        .isPresent())
                .orElseThrow(TaskOpening::notUsable);
    }

    /**
     * Counts the token against a known task, which begins with it if it was handed down.
     *
     * @throws Refusal if the task is no longer active, or no token of it is left, or it is not continued from its latest token
     */
    Task joined(Task known) {
        Task task = known;
        if (subject.source() == Source.HAND_OVER && task.state() == TaskState.PENDING) {
            checkAdmitted(Optional.empty());
            List<Task> line = tasks.lockLine(task);
            task = line.get(line.size() - 1);
            if (task.state() == TaskState.PENDING) {
                task = tasks.begin(task, TaskAddress.of(session, task.id()));
            }
        }
        Optional<String> continuing = subject.source() == Source.OWN_TASK ? subject.jti() : Optional.empty();
        if (debited(task, continuing)) {
            return task;
        }
        Optional<Task> current = tasks.lock(task.realmId(), task.id());
        current.ifPresent(this::requireKey);
        if (subject.source() == Source.PERSON) {
            throw notUsable();
        }
        boolean latest = continuing.isEmpty()
                || current.map(Task::issued)
                        .filter(issued -> issued.latestJti().equals(continuing))
                        .isPresent();
        throw latest
                ? new Refusal(Reason.TASK_LIMIT_REACHED, "the task is not active, or no token of it is left")
                : new Refusal(Reason.SUBJECT_TOKEN_NOT_LATEST, "a task goes on from the latest of its tokens only");
    }

    private boolean debited(Task task, Optional<String> continuing) {
        attempt.task(task);
        boolean debited = tasks.debit(
                task,
                new NextToken(jti, continuing, rules.tokenEnd(now, task.expiresAt()), proven),
                metered.mostTokens(),
                now);
        if (debited) {
            TaskAddress.look(session, session.getContext().getRealm(), task);
        }
        return debited;
    }

    /** What a task is bound to is a fact of the task: every further token takes the same keys, whatever the request rests on. */
    private void requireKey(Task task) {
        if (!task.binding().provenBy(proven)) {
            attempt.task(task);
            throw new Refusal(Reason.TASK_KEY_NOT_PROVEN, "the task is bound to a key not proven here");
        }
    }

    private static Refusal notUsable() {
        return new Refusal(Reason.TASK_NOT_USABLE, "no such active task");
    }

    /**
     * Opens a task for this request, or without details joins the one of the login.
     *
     * @param server the client of the target, which may have further names
     * @throws Refusal {@code access_denied} if somebody other than the agent has stopped a task of the same login there
     */
    Task opened(Optional<TaskDetails> details, Authority authority, ClientModel server) {
        Optional<String> login =
                subject.source() == Source.PERSON ? Optional.of(key(server.getId())) : Optional.empty();
        if (details.isEmpty() && login.isPresent()) {
            return implicit(authority, login.get());
        }
        checkAdmitted(login);
        return tasks.open(fresh(authority, details.flatMap(TaskDetails::purpose)), Optional.empty(), login);
    }

    /** What the agent does for the person by this login at a target. */
    private String key(String target) {
        return AuditRecord.digest(
                String.join("\n", agent.realmId(), agent.id(), subject.user().getId(), target, subject.loginKey()));
    }

    /**
     * The task that plain requests of one login for one target share, so that what is counted for it does not start over with
     * each request.
     */
    private Task implicit(Authority authority, String login) {
        String key = key(authority.target());
        Optional<Task> current = tasks.findImplicit(agent.realmId(), key)
                .filter(task -> task.authority().covers(authority))
                .filter(task -> task.live(now, agent.epoch()));
        if (current.isEmpty()) {
            return reopened(authority, key, login);
        }
        requireKey(current.get());
        // Not opened anew here: the row of the task is locked now, and the agent's must be locked before it.
        return current.filter(this::counted)
                .orElseThrow(() -> new Refusal(
                        Reason.TASK_ENDED_FOR_LOGIN, "the task was ended just now, or no token of it is left"));
    }

    /** Widens the task of a login, or opens one. The agent's row is the lock under which this is done once. */
    private Task reopened(Authority authority, String key, String login) {
        lockAgent();
        Optional<Task> held = tasks.lockImplicit(agent.realmId(), key);
        if (held.isPresent() && held.get().live(now, agent.epoch())) {
            requireKey(held.get());
            Task widened = tasks.widen(held.get(), authority.with(held.get().authority()));
            if (counted(widened)) {
                if (held.get()
                        .issued()
                        .lastTokenExpiresAt()
                        .filter(now::isBefore)
                        .isPresent()) {
                    new TaskSignals(session, session.getContext().getRealm()).widened(widened, agent);
                }
                return widened;
            }
        }
        checkAdmitted(Optional.of(login));
        return tasks.open(fresh(authority, Optional.empty()), Optional.of(key), Optional.of(login));
    }

    /**
     * Locks the agent's row, and finds that nothing ended the agent's access while this request was under way, and that it may have
     * another task or more of one.
     */
    private Agent lockAgent() {
        Agent locked = new AgentStore(session).lock(agent.realmId(), agent.id()).orElseThrow();
        new AgentGate(session, session.getContext().getRealm()).requireActive(locked, client);
        if (locked.epoch() != agent.epoch()) {
            throw new Refusal(Reason.AGENT_NOT_ACTIVE, "what the agent could do has ended just now");
        }
        RiskRule.requireNewTask(new RealmStore(session).rules(locked));
        return locked;
    }

    /**
     * Whether one more task may begin. Looked at under the agent's row, so that requests at the same time do not get past the bound
     * together, and none gets past an ending or a block that is being set.
     *
     * @param login of a task that a person's login opens, whatever the request says of the task
     */
    private void checkAdmitted(Optional<String> login) {
        Agent locked = lockAgent();
        String person = subject.user().getId();
        Standing standing = tasks.standing(locked.realmId(), locked.id(), person, login, now);
        if (standing.barred()) {
            // A block says more than that some task was ended.
            new Blocks(session, session.getContext().getRealm()).require(locked, person);
            throw new Refusal(
                    Reason.TASK_ENDED_FOR_LOGIN, "a task was ended or is suspended; the person must log in again");
        }
        if (standing.live() >= rules.liveTasks()) {
            throw new Refusal(Reason.TOO_MANY_TASKS, "the agent has as many live tasks as it may have");
        }
    }

    private boolean counted(Task task) {
        return task.live(now, agent.epoch()) && debited(task, Optional.empty());
    }

    /** A new task, which has its first token in the same transaction. */
    private Task fresh(Authority authority, Optional<String> purpose) {
        Instant expires = rules.taskEnd(now, authority.rights().limits().maxDuration());
        TaskId id = TaskId.generate();
        return new Task(
                id,
                agent.realmId(),
                agent.id(),
                agent.epoch(),
                subject.user().getId(),
                ground,
                List.of(),
                purpose,
                authority,
                TaskState.ACTIVE,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                TaskId.generateTransaction(),
                subject.login(),
                subject.token().map(AccessToken::getIssuedFor).orElse(agent.clientId()),
                RequestTrace.of(session).map(TraceContext::traceId),
                TaskAddress.of(session, id),
                now,
                expires,
                new Task.Issued(1, Optional.of(jti), Optional.of(rules.tokenEnd(now, expires))),
                proven);
    }
}
