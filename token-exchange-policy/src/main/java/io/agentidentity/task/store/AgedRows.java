package io.agentidentity.task.store;

import io.agentidentity.task.Task;
import io.agentidentity.task.TaskState;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Rows of tasks and tokens by age, a batch at a time. Each query follows an index, named in full in its order, because not every
 * database sees by itself that the index has that order.
 */
public final class AgedRows {

    /** Most rows of one batch; what is in one list of a statement on every database. */
    public static final int BATCH = 1000;

    /** Fewer, because each of these has a record written. */
    private static final int EXPIRE_BATCH = 200;

    private final EntityManager em;

    public AgedRows(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** The ids of all realms that have a task or a token, whether or not the realm is there still. */
    public Set<String> realms() {
        Set<String> realms = new TreeSet<>();
        for (String entity : List.of("AgentTaskEntity", "AgentTokenEntity")) {
            // From one realm to the next: a distinct would read every row.
            Optional<String> next = realmAfter(entity, "");
            while (next.isPresent()) {
                realms.add(next.get());
                next = realmAfter(entity, next.get());
            }
        }
        return realms;
    }

    private Optional<String> realmAfter(String entity, String last) {
        return em
                .createQuery(
                        "select r.realmId from " + entity + " r where r.realmId > :last order by r.realmId",
                        String.class)
                .setParameter("last", last)
                .setMaxResults(1)
                .getResultList()
                .stream()
                .findFirst();
    }

    /** How many tasks of a realm are active. */
    public long active(String realmId, Instant now) {
        return em.createQuery(
                        "select count(*) from AgentTaskEntity t where t.realmId = :realm and t.state = :active"
                                + " and t.expiresAt > :now",
                        Long.class)
                .setParameter("realm", realmId)
                .setParameter("active", TaskState.ACTIVE)
                .setParameter("now", now.toEpochMilli())
                .getSingleResult();
    }

    /** Marks tasks as expired that are live and whose time is up; those of one batch. */
    public List<Task> expire(String realmId, Instant now) {
        List<String> ids = new ArrayList<>();
        for (TaskState state : TaskStore.LIVE) {
            ids.addAll(em.createQuery(
                            "select t.id from AgentTaskEntity t where t.realmId = :realm and t.state = :state"
                                    + " and t.expiresAt <= :now order by t.realmId, t.state, t.expiresAt",
                            String.class)
                    .setParameter("realm", realmId)
                    .setParameter("state", state)
                    .setParameter("now", now.toEpochMilli())
                    .setMaxResults(EXPIRE_BATCH)
                    .getResultList());
        }
        List<Task> expired = new ArrayList<>();
        for (AgentTaskEntity row : locked(ids)) {
            if (TaskStore.LIVE.contains(row.state)) {
                row.state = TaskState.EXPIRED;
                expired.add(row.toTask());
            }
        }
        return expired;
    }

    /**
     * Deletes tokens that ran out before an instant; those of one batch. A task that is live keeps its tokens, because it may be
     * continued from the latest of them.
     *
     * @return how many were deleted
     */
    public int deleteTokens(String realmId, Instant before) {
        return deleteTokens(em.createQuery(
                        "select k.jti from AgentTokenEntity k where k.realmId = :realm and k.expiresAt < :before"
                                + " and not exists (select 1 from AgentTaskEntity t where t.id = k.taskId"
                                + " and t.state in :live) order by k.realmId, k.expiresAt",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("before", before.toEpochMilli())
                .setParameter("live", TaskStore.LIVE)
                .setMaxResults(BATCH)
                .getResultList());
    }

    /**
     * Tasks of a final state whose time was up before an instant, oldest first; those of one batch.
     *
     * @param after only those whose time was up after this instant
     */
    public List<Ended> ended(String realmId, TaskState state, Instant after, Instant before) {
        return em
                .createQuery(
                        "select t.id, t.createdAt, t.expiresAt, t.sessionId, t.barKey"
                                + " from AgentTaskEntity t where t.realmId = :realm and t.state = :state"
                                + " and t.expiresAt > :after and t.expiresAt < :before"
                                + " order by t.realmId, t.state, t.expiresAt",
                        Object[].class)
                .setParameter("realm", realmId)
                .setParameter("state", state)
                .setParameter("after", after.toEpochMilli())
                .setParameter("before", before.toEpochMilli())
                .setMaxResults(BATCH)
                .getResultList()
                .stream()
                .map(row -> new Ended(
                        (String) row[0],
                        Instant.ofEpochMilli((Long) row[1]),
                        Instant.ofEpochMilli((Long) row[2]),
                        Optional.ofNullable((String) row[3]),
                        row[4] != null))
                .toList();
    }

    /** Deletes ended tasks, at most a batch. */
    public void deleteTasks(List<String> ids) {
        if (!locked(ids).isEmpty()) {
            em.createQuery("delete from AgentTaskEntity t where t.id in :ids and t.state not in :live")
                    .setParameter("ids", ids)
                    .setParameter("live", TaskStore.LIVE)
                    .executeUpdate();
        }
    }

    /**
     * Deletes a batch of the rows of a realm that is gone.
     *
     * @return whether there may be more
     */
    public boolean deleteRealm(String realmId) {
        int tokens = deleteTokens(
                em.createQuery("select k.jti from AgentTokenEntity k where k.realmId = :realm", String.class)
                        .setParameter("realm", realmId)
                        .setMaxResults(BATCH)
                        .getResultList());
        List<String> tasks = em.createQuery("select t.id from AgentTaskEntity t where t.realmId = :realm", String.class)
                .setParameter("realm", realmId)
                .setMaxResults(BATCH)
                .getResultList();
        if (!locked(tasks).isEmpty()) {
            em.createQuery("delete from AgentTaskEntity t where t.id in :ids")
                    .setParameter("ids", tasks)
                    .executeUpdate();
        }
        return tokens == BATCH || tasks.size() == BATCH;
    }

    private int deleteTokens(List<String> ids) {
        if (!ids.isEmpty()) {
            em.createQuery("delete from AgentTokenEntity k where k.jti in :ids")
                    .setParameter("ids", ids)
                    .executeUpdate();
        }
        return ids.size();
    }

    /** Locked in the order in which everybody locks several tasks. */
    private List<AgentTaskEntity> locked(List<String> ids) {
        return ids.isEmpty()
                ? List.of()
                : em.createQuery(
                                "select t from AgentTaskEntity t where t.id in :ids" + TaskTrees.IN_ORDER,
                                AgentTaskEntity.class)
                        .setParameter("ids", ids)
                        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                        .getResultList();
    }

    /**
     * A task that is over.
     *
     * @param sessionId Keycloak's session of the login that it was opened by, where there is one
     * @param blocks whether it keeps that login from opening a task at the same server again, because somebody other than the agent ended it
     */
    public record Ended(String id, Instant createdAt, Instant expiresAt, Optional<String> sessionId, boolean blocks) {}
}
