package io.agentidentity.task.store;

import io.agentidentity.agent.lifecycle.AgentTasks.Alive;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskState;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** Tasks as lists show them. */
public final class TaskList {

    private static final String LIVE = "t.realmId = :realm and t.state in :live and t.expiresAt > :now";

    private final EntityManager em;

    public TaskList(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /**
     * A page of tasks, newest first.
     *
     * @param first index of the first task
     * @param max most tasks
     */
    public List<Task> page(String realmId, Filter filter, int first, int max) {
        Map<String, Object> values = new LinkedHashMap<>(Map.of("realm", realmId));
        List<String> conditions = new ArrayList<>(List.of("t.realmId = :realm"));
        if (filter.agentId() != null) {
            conditions.add("t.agentId = :agent");
            values.put("agent", filter.agentId());
        }
        if (filter.principalId() != null) {
            conditions.add("t.principalId = :principal");
            values.put("principal", filter.principalId());
        }
        if (filter.state() != null) {
            conditions.add(stateCondition(filter.state()));
            values.put("state", filter.state());
            if (TaskStore.LIVE.contains(filter.state())) {
                values.put("now", filter.now().toEpochMilli());
            } else if (filter.state() == TaskState.EXPIRED) {
                values.put("now", filter.now().toEpochMilli());
                values.put("live", TaskStore.LIVE);
            }
        }
        TypedQuery<AgentTaskEntity> query = em.createQuery(
                "select t from AgentTaskEntity t where " + String.join(" and ", conditions)
                        + " order by t.createdAt desc, t.id",
                AgentTaskEntity.class);
        values.forEach(query::setParameter);
        return query.setFirstResult(first).setMaxResults(max).getResultList().stream()
                .map(AgentTaskEntity::toTask)
                .toList();
    }

    /**
     * A page of the tasks that run or ran for a person, newest first.
     *
     * @param agentId of the agent whose tasks are meant, or {@code null} for all
     * @param live whether those that live are meant, or those that are over
     */
    public List<Task> ofPerson(
            String realmId, String principalId, String agentId, boolean live, Instant now, int first, int max) {
        TypedQuery<AgentTaskEntity> query = em.createQuery(
                        "select t from AgentTaskEntity t where t.realmId = :realm and t.principalId = :principal"
                                + (agentId == null ? "" : " and t.agentId = :agent")
                                + (live
                                        ? " and t.state in :live and t.expiresAt > :now"
                                        : " and (t.state not in :live or t.expiresAt <= :now)")
                                + " order by t.createdAt desc, t.id",
                        AgentTaskEntity.class)
                .setParameter("realm", realmId)
                .setParameter("principal", principalId)
                .setParameter("live", TaskStore.LIVE)
                .setParameter("now", now.toEpochMilli());
        if (agentId != null) {
            query.setParameter("agent", agentId);
        }
        return query.setFirstResult(first).setMaxResults(max).getResultList().stream()
                .map(AgentTaskEntity::toTask)
                .toList();
    }

    /** How many tasks of a realm are live. */
    public long live(String realmId, Instant now) {
        return query("select count(*) from AgentTaskEntity t where " + LIVE, Long.class, realmId, now)
                .getSingleResult();
    }

    /** What of an agent is live, and between which agents. */
    public Alive alive(String realmId, String agentId, Instant now) {
        Object[] own = query(
                        "select count(t), max(t.lastTokenExpiresAt) from AgentTaskEntity t where " + LIVE
                                + " and t.agentId = :agent",
                        Object[].class,
                        realmId,
                        now)
                .setParameter("agent", agentId)
                .getSingleResult();
        long tokens = query(
                        "select count(k) from AgentTokenEntity k, AgentTaskEntity t, AgentEntity a where " + LIVE
                                + " and t.agentId = :agent and a.id = t.agentId and k.taskId = t.id"
                                + " and k.taskEpoch = t.epoch and k.agentEpoch = a.epoch and t.state = :active"
                                + " and k.revoked = false and k.expiresAt > :now",
                        Long.class,
                        realmId,
                        now)
                .setParameter("agent", agentId)
                .setParameter("active", TaskState.ACTIVE)
                .getSingleResult();
        return new Alive(
                (Long) own[0],
                tokens,
                Optional.ofNullable((Long) own[1]).map(Instant::ofEpochMilli).filter(now::isBefore),
                // A task and those below it have the same root, which has an index.
                between("other", "t", realmId, agentId, now),
                between("t", "other", realmId, agentId, now));
    }

    /** By agent how many live tasks are between it and this one, which is live as well. */
    private Map<String, Long> between(String below, String above, String realmId, String agentId, Instant now) {
        String pair =
                "%1$s.parentId = %2$s.id and %1$s.rootId = coalesce(%2$s.rootId, %2$s.id)".formatted(below, above);
        return query(
                        "select other.agentId, count(other) from AgentTaskEntity t, AgentTaskEntity other where " + LIVE
                                + " and t.agentId = :agent and " + pair
                                + " and other.state in :live and other.expiresAt > :now"
                                + " group by other.agentId order by other.agentId",
                        Object[].class,
                        realmId,
                        now)
                .setParameter("agent", agentId)
                .getResultList()
                .stream()
                .collect(Collectors.toMap(row -> (String) row[0], row -> (Long) row[1], Long::sum, LinkedHashMap::new));
    }

    private <T> TypedQuery<T> query(String text, Class<T> type, String realmId, Instant now) {
        return em.createQuery(text, type)
                .setParameter("realm", realmId)
                .setParameter("live", TaskStore.LIVE)
                .setParameter("now", now.toEpochMilli());
    }

    /** A task whose time has run out counts as expired, whether or not its row says so. */
    private static String stateCondition(TaskState state) {
        if (state == TaskState.EXPIRED) {
            return "(t.state = :state or (t.state in :live and t.expiresAt <= :now))";
        }
        return TaskStore.LIVE.contains(state) ? "t.state = :state and t.expiresAt > :now" : "t.state = :state";
    }

    /**
     * What a list is narrowed to; a {@code null} member does not narrow.
     *
     * @param now the instant at which expiry is judged
     */
    public record Filter(String agentId, String principalId, TaskState state, Instant now) {}
}
