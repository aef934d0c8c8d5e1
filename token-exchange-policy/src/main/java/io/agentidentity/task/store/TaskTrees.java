package io.agentidentity.task.store;

import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskId;
import io.agentidentity.task.TaskState;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Query;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Tasks with everything that was handed down from them, locked and moved many at a time.
 *
 * <p>Whoever locks several tasks locks a task before those below it, and trees in the order of the ids of their first tasks. So
 * nobody waits for another in a circle, and whoever holds a task knows all that is below it: handing down locks it too.
 */
public final class TaskTrees {

    /** What may stand in one list of a statement on every database. */
    private static final int BATCH = 500;

    private static final int MAX_REASON = 255;
    private static final int MOST_ROUNDS = 10;
    /** The states are those of a live task, or all. */
    private static final String UNEXPIRED = " and t.state in :states and t.expiresAt > :now";

    static final String IN_ORDER = " order by coalesce(t.rootId, t.id), length(coalesce(t.above, '')), t.id";
    private static final String BELOW = "t.realmId = :realm and t.rootId = :root and locate(:id, t.above) > 0";

    private final EntityManager em;

    public TaskTrees(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** Live tasks and the live ones below them as they stand now, locked until the transaction ends. */
    public List<Task> lockLive(String realmId, Which which, Instant now) {
        Consumer<Query> values = values(realmId, which, TaskStore.LIVE, now);
        List<Task> locked = locked(which.condition(), values);
        // One may have been opened and committed while this waited for the rows of others.
        for (int round = 0; round < MOST_ROUNDS && !holdsAll(locked, which, values); round++) {
            locked = locked(which.condition(), values);
        }
        return locked;
    }

    private static Consumer<Query> values(String realmId, Which which, List<TaskState> states, Instant now) {
        return query -> {
            unexpired(query.setParameter("realm", realmId), states, now);
            which.values(query);
        };
    }

    /** Whether any live task is there, as far as can be seen without waiting for others. */
    public boolean anyLive(String realmId, Which which, Instant now) {
        TypedQuery<String> query =
                em.createQuery("select t.id from AgentTaskEntity t where " + which.condition(), String.class);
        values(realmId, which, TaskStore.LIVE, now).accept(query);
        return !query.setMaxResults(1).getResultList().isEmpty();
    }

    /** The people for whom live tasks of a realm run, after an id, each once, in order. */
    public List<String> principals(String realmId, String after, int max, Instant now) {
        TypedQuery<String> query = em.createQuery(
                        "select distinct t.principalId from AgentTaskEntity t where t.realmId = :realm" + UNEXPIRED
                                + " and t.principalId > :after order by t.principalId",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("after", after)
                .setMaxResults(max);
        unexpired(query, TaskStore.LIVE, now);
        return query.getResultList();
    }

    private boolean holdsAll(List<Task> locked, Which which, Consumer<Query> values) {
        TypedQuery<String> there =
                em.createQuery("select t.id from AgentTaskEntity t where " + which.condition(), String.class);
        values.accept(there);
        return ids(locked).collect(Collectors.toSet()).containsAll(there.getResultList());
    }

    /** The live tasks below a locked one, locked until the transaction ends. */
    public List<Task> lockBelow(Task task, Instant now) {
        return locked(BELOW + UNEXPIRED, query -> unexpired(below(query, task), TaskStore.LIVE, now));
    }

    private List<Task> locked(String condition, Consumer<Query> values) {
        em.flush();
        TypedQuery<AgentTaskEntity> query = em.createQuery(
                        "select t from AgentTaskEntity t where " + condition + IN_ORDER, AgentTaskEntity.class)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE);
        values.accept(query);
        return query.getResultList().stream()
                .map(row -> {
                    // What is moved by one statement must not be read from here again.
                    em.detach(row);
                    return row.toTask();
                })
                .toList();
    }

    /** Moves locked tasks to a final state, whoever ended them and why. */
    public void end(Collection<Task> locked, TaskState state, Rank by, String reason) {
        inBatches(
                locked,
                ids -> em.createQuery(
                                "update AgentTaskEntity t set t.state = :state, t.endedBy = :by, t.endReason = :reason"
                                        + (by == Rank.AGENT ? "" : ", t.barKey = t.loginKey")
                                        + " where t.id in :ids")
                        .setParameter("state", state)
                        .setParameter("by", by)
                        .setParameter("reason", cut(reason))
                        .setParameter("ids", ids)
                        .executeUpdate());
    }

    /** Kills every token that was issued under locked tasks, for good. */
    public void newEpoch(Collection<Task> locked) {
        inBatches(
                locked,
                ids -> em.createQuery("update AgentTaskEntity t set t.epoch = t.epoch + 1 where t.id in :ids")
                        .setParameter("ids", ids)
                        .executeUpdate());
    }

    /** Stops locked tasks, or with nobody who suspends them lets them go on. */
    public void suspend(Collection<Task> locked, Optional<Rank> by) {
        inBatches(
                locked,
                ids -> em.createQuery("update AgentTaskEntity t set t.state = :state, t.suspendedBy = :by, t.barKey = "
                                + (by.isPresent()
                                        ? "t.loginKey"
                                        : "null, t.strikes = 0, t.drift = null, t.toolsDigest = null")
                                + " where t.id in :ids")
                        .setParameter("state", by.isPresent() ? TaskState.SUSPENDED : TaskState.ACTIVE)
                        .setParameter("by", by.orElse(null))
                        .setParameter("ids", ids)
                        .executeUpdate());
    }

    /** How many tokens of tasks are good as far as it depends on these tasks themselves. */
    public long goodTokens(Collection<Task> tasks, Instant now) {
        long[] sum = {0};
        inBatches(
                tasks,
                ids -> sum[0] += em.createQuery(
                                "select count(k) from AgentTokenEntity k, AgentTaskEntity t where k.taskId = t.id"
                                        + " and t.id in :ids and k.taskEpoch = t.epoch and k.revoked = false"
                                        + " and k.expiresAt > :now",
                                Long.class)
                        .setParameter("ids", ids)
                        .setParameter("now", now.toEpochMilli())
                        .getSingleResult());
        return sum[0];
    }

    /** When the last token of a task, or of one below it, runs out that a verifier of signatures accepts. */
    public Optional<Instant> lastTokenExpiresAt(Task task) {
        Long below = (Long) below(
                        em.createQuery(
                                "select max(t.lastTokenExpiresAt) from AgentTaskEntity t where " + BELOW, Long.class),
                        task)
                .getSingleResult();
        Optional<Instant> own = task.issued().lastTokenExpiresAt();
        Optional<Instant> others = Optional.ofNullable(below).map(Instant::ofEpochMilli);
        return own.isPresent() && (others.isEmpty() || own.get().isAfter(others.get())) ? own : others;
    }

    /**
     * When the last token of these tasks runs out that a verifier of signatures accepts, whether or not its task was over before.
     * A token never outlives its task, so only tasks whose time is not up are looked at.
     */
    public Optional<Instant> lastTokenExpiresAt(String realmId, Which which, Instant now) {
        Query query = em.createQuery("select max(t.lastTokenExpiresAt) from AgentTaskEntity t where "
                + which.condition() + " and t.lastTokenExpiresAt > :now");
        values(realmId, which, List.of(TaskState.values()), now).accept(query);
        return Optional.ofNullable((Long) query.getSingleResult()).map(Instant::ofEpochMilli);
    }

    private static Query below(Query query, Task task) {
        return query.setParameter("realm", task.realmId())
                .setParameter(
                        "root",
                        (task.above().isEmpty() ? task.id() : task.above().get(0)).value())
                .setParameter("id", task.id().value());
    }

    private static void unexpired(Query query, List<TaskState> states, Instant now) {
        query.setParameter("states", states).setParameter("now", now.toEpochMilli());
    }

    private static void inBatches(Collection<Task> tasks, Consumer<List<String>> step) {
        List<String> ids = ids(tasks).toList();
        for (int from = 0; from < ids.size(); from += BATCH) {
            step.accept(ids.subList(from, Math.min(ids.size(), from + BATCH)));
        }
    }

    private static Stream<String> ids(Collection<Task> tasks) {
        return tasks.stream().map(Task::id).map(TaskId::value);
    }

    private static String cut(String reason) {
        return reason == null || reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON);
    }
}
