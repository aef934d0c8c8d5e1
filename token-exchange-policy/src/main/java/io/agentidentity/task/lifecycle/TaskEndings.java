package io.agentidentity.task.lifecycle;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.lifecycle.AgentConflict;
import io.agentidentity.agent.lifecycle.AgentTasks;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditRecord.ActLink;
import io.agentidentity.audit.AuditType;
import io.agentidentity.task.Move;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskState;
import io.agentidentity.task.store.TaskStore;
import io.agentidentity.task.store.TaskTrees;
import io.agentidentity.task.store.Which;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Ends, suspends and resumes tasks, each with all that was handed down from it. The row is the truth that every path reads, so an
 * ending holds everywhere as soon as it is committed, and it is committed whether or not its record can be written at once.
 */
public final class TaskEndings {

    private static final Map<AuditType, String> ACTIONS =
            Map.of(AuditType.TASK_ENDED, "end", AuditType.TASK_SUSPENDED, "suspend", AuditType.TASK_RESUMED, "resume");

    private final RealmModel realm;
    private final TaskStore tasks;
    private final TaskTrees trees;
    private final AgentStore agents;
    private final AuditLog audit;
    private final TaskSignals signals;
    private final String issuer;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    public TaskEndings(KeycloakSession session, RealmModel realm) {
        this.realm = realm;
        this.tasks = new TaskStore(session);
        this.trees = new TaskTrees(session);
        this.agents = new AgentStore(session);
        this.audit = new AuditLog(session);
        this.signals = new TaskSignals(session, realm);
        this.issuer = AuditLog.issuer(session, realm);
    }

    /**
     * Makes a move of a locked task that somebody of that rank may make. One that has ended stays as it is, and the answer tells
     * what is still to be told of it.
     *
     * @throws AgentConflict if the move does not lead on from where the task stands
     */
    public Ended move(Task task, Move move, Ending ending) {
        TaskState from = task.stateAt(now);
        if (move.ends() && from.isFinal()) {
            return new Ended(task, 0, trees.lastTokenExpiresAt(task));
        }
        if (!move.legal(from, task.suspendedBy(), ending.by())) {
            throw new AgentConflict("the task is " + from.wire() + ", so it cannot become "
                    + move.to().wire());
        }
        return switch (move) {
            case COMPLETE, REVOKE -> end(task, move.to(), ending);
            case SUSPEND -> suspend(task, ending);
            case RESUME -> resume(task, ending);
        };
    }

    private Ended end(Task task, TaskState state, Ending ending) {
        List<Task> below = trees.lockBelow(task, now);
        long tokens = trees.goodTokens(with(task, below), now);
        trees.end(List.of(task), state, ending.by(), ending.reason());
        Ending withIt = new Ending(ending.by(), ending.who(), "the task above it was " + state.wire());
        trees.end(below, TaskState.REVOKED, withIt.by(), withIt.reason());
        List<AuditRecord> records = new ArrayList<>();
        records.add(record(AuditType.TASK_ENDED, task, state, ending));
        below.forEach(one -> records.add(record(AuditType.TASK_ENDED, one, TaskState.REVOKED, withIt)));
        audit.appendAfterCommit(realm, records);
        signals.ended(task, state, ending.by());
        below.forEach(one -> signals.ended(one, TaskState.REVOKED, ending.by()));
        return moved(task, tokens);
    }

    private Ended suspend(Task task, Ending ending) {
        List<Task> tree = with(task, trees.lockBelow(task, now));
        long tokens = trees.goodTokens(tree, now);
        trees.suspend(List.of(task), Optional.of(ending.by()));
        trees.newEpoch(tree);
        tree.forEach(one -> signals.ended(one, TaskState.SUSPENDED, ending.by()));
        audit.appendAfterCommit(realm, List.of(record(AuditType.TASK_SUSPENDED, task, TaskState.SUSPENDED, ending)));
        return moved(task, tokens);
    }

    /** Suspends all active tasks of an agent for one reason. What was handed down from them stands still with them. */
    public void suspendAll(Agent agent, Ending ending) {
        List<Task> locked = trees.lockLive(realm.getId(), Which.ofAgent(agent.id()), now);
        List<Task> own = locked.stream()
                .filter(task -> task.agentId().equals(agent.id()) && task.state() == TaskState.ACTIVE)
                .toList();
        trees.suspend(own, Optional.of(ending.by()));
        trees.newEpoch(locked);
        locked.forEach(task -> signals.ended(task, TaskState.SUSPENDED, ending.by()));
        audit.appendAfterCommit(
                realm,
                own.stream()
                        .map(task -> record(AuditType.TASK_SUSPENDED, task, TaskState.SUSPENDED, ending))
                        .toList());
    }

    private Ended resume(Task task, Ending ending) {
        trees.suspend(List.of(task), Optional.empty());
        audit.append(realm, record(AuditType.TASK_RESUMED, task, TaskState.ACTIVE, ending));
        return moved(task, 0);
    }

    private Ended moved(Task task, long tokens) {
        Task after = tasks.lock(task.realmId(), task.id()).orElseThrow();
        return new Ended(after, tokens, trees.lastTokenExpiresAt(after));
    }

    /** Ends all live tasks of some kind for one reason; who receives signals is told by the caller. */
    public AgentTasks.Ended endAll(Which which, Ending ending, BiConsumer<TaskSignals, List<Task>> told) {
        List<Task> locked = trees.lockLive(realm.getId(), which, now);
        told.accept(signals, locked);
        return endAll(which, locked, ending);
    }

    private AgentTasks.Ended endAll(Which which, List<Task> locked, Ending ending) {
        long tokens = trees.goodTokens(locked, now);
        trees.end(locked, TaskState.REVOKED, ending.by(), ending.reason());
        audit.appendAfterCommit(
                realm,
                locked.stream()
                        .map(task -> record(AuditType.TASK_ENDED, task, TaskState.REVOKED, ending))
                        .toList());
        return new AgentTasks.Ended(locked.size(), tokens, trees.lastTokenExpiresAt(realm.getId(), which, now));
    }

    /** Records that the time of tasks was up, which nobody ended before. */
    public void expired(List<Task> tasks) {
        Ending ending = Ending.system("its time was up");
        audit.appendAfterCommit(
                realm,
                tasks.stream()
                        .map(task -> record(AuditType.TASK_ENDED, task, TaskState.EXPIRED, ending))
                        .toList());
    }

    private static List<Task> with(Task task, List<Task> below) {
        List<Task> all = new ArrayList<>(below);
        all.add(task);
        return all;
    }

    private AuditRecord record(AuditType type, Task task, TaskState state, Ending ending) {
        Caller who = ending.who();
        AuditRecord record = task.namedIn(who.record(type), issuer, state)
                .action(ACTIONS.get(type), task.authority().target())
                .reason(ending.reason());
        agents.find(realm.getId(), task.agentId()).ifPresent(record::agent);
        if (ending.by() == Rank.AGENT) {
            agents.find(realm.getId(), who.user().getServiceAccountClientLink())
                    .ifPresent(acting -> record.actors(issuer, List.of(ActLink.of(who.userId(), acting))));
        }
        return record;
    }

    /**
     * A task after a move.
     *
     * @param tokensEnded tokens of it and of those below it that were alive until now
     * @param lastTokenExpiresAt when the last of all their tokens runs out that a verifier of signatures accepts
     */
    public record Ended(Task task, long tokensEnded, Optional<Instant> lastTokenExpiresAt) {}
}
