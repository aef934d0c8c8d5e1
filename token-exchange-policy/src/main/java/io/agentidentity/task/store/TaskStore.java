package io.agentidentity.task.store;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.task.Authority;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskId;
import io.agentidentity.task.TaskState;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The tasks of all realms and their tokens; every read goes to the database, never to a cache. */
public final class TaskStore {

    private static final int MAX_REASON = 255;
    private static final List<TaskState> LIVE = List.of(TaskState.PENDING, TaskState.ACTIVE, TaskState.SUSPENDED);

    private final EntityManager em;

    public TaskStore(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    public Optional<Task> find(String realmId, TaskId id) {
        return row(realmId, id).map(AgentTaskEntity::toTask);
    }

    /** The task as it stands now, locked until the transaction ends. */
    public Optional<Task> lock(String realmId, TaskId id) {
        return Optional.ofNullable(em.find(AgentTaskEntity.class, id.value(), LockModeType.PESSIMISTIC_WRITE))
                .filter(row -> row.realmId.equals(realmId))
                .map(AgentTaskEntity::toTask);
    }

    /** The task that holds an implicit key. */
    public Optional<Task> findImplicit(String realmId, String key) {
        return implicit(realmId, key, LockModeType.NONE);
    }

    /** The task that holds an implicit key, locked until the transaction ends; read anew. */
    public Optional<Task> lockImplicit(String realmId, String key) {
        return implicit(realmId, key, LockModeType.PESSIMISTIC_WRITE);
    }

    private Optional<Task> implicit(String realmId, String key, LockModeType lock) {
        return em
                .createQuery(
                        "select t from AgentTaskEntity t where t.realmId = :realm and t.implicitKey = :key",
                        AgentTaskEntity.class)
                .setParameter("realm", realmId)
                .setParameter("key", key)
                .getResultList()
                .stream()
                .findFirst()
                .map(row -> {
                    if (lock != LockModeType.NONE) {
                        em.refresh(row, lock);
                    }
                    return row.toTask();
                });
    }

    /**
     * Gives an active task another token, and holds its row until the transaction ends, so that an ending waits.
     *
     * @return whether the task is active still
     */
    public boolean join(Task task, Instant tokenExpires, Instant now) {
        return em.createQuery("update AgentTaskEntity t set t.lastTokenExpiresAt ="
                                + " case when t.lastTokenExpiresAt > :expires then t.lastTokenExpiresAt else :expires end"
                                + " where t.id = :id and t.state = :active and t.expiresAt > :now")
                        .setParameter("expires", tokenExpires.toEpochMilli())
                        .setParameter("id", task.id().value())
                        .setParameter("active", TaskState.ACTIVE)
                        .setParameter("now", now.toEpochMilli())
                        .executeUpdate()
                == 1;
    }

    /** Opens a task; with a key it takes the key over from the task that held it. */
    public Task open(Task task, Optional<String> implicitKey) {
        implicitKey.ifPresent(key -> em.createQuery(
                        "update AgentTaskEntity t set t.implicitKey = null where t.realmId = :realm and t.implicitKey = :key")
                .setParameter("realm", task.realmId())
                .setParameter("key", key)
                .executeUpdate());
        em.persist(AgentTaskEntity.of(task, implicitKey.orElse(null)));
        return task;
    }

    public Task widen(Task task, Authority authority) {
        AgentTaskEntity row = row(task.realmId(), task.id()).orElseThrow();
        row.setAuthority(authority);
        return row.toTask();
    }

    /** Notes a token of a task that was opened or joined just now, or an actor token if no task is given. */
    public void issued(Agent agent, Optional<Task> task, String jti, Instant now, Instant expires) {
        AgentTokenEntity token = new AgentTokenEntity();
        token.jti = jti;
        token.realmId = agent.realmId();
        token.agentId = agent.id();
        token.taskId = task.map(t -> t.id().value()).orElse(null);
        token.agentEpoch = agent.epoch();
        token.issuedAt = now.toEpochMilli();
        token.expiresAt = expires.toEpochMilli();
        em.persist(token);
        em.flush();
    }

    /** The token of ours with this id. */
    public Optional<StoredToken> token(String realmId, String jti) {
        return Optional.ofNullable(em.find(AgentTokenEntity.class, jti))
                .filter(token -> token.realmId.equals(realmId))
                .map(token -> new StoredToken(
                        token.jti,
                        token.agentId,
                        Optional.ofNullable(token.taskId),
                        token.agentEpoch,
                        Instant.ofEpochMilli(token.issuedAt),
                        Instant.ofEpochMilli(token.expiresAt),
                        token.revoked));
    }

    /** Revokes one token; answers whether it was alive. */
    public boolean revoke(String realmId, String jti) {
        return em.createQuery("update AgentTokenEntity t set t.revoked = true"
                                + " where t.realmId = :realm and t.jti = :jti and t.revoked = false")
                        .setParameter("realm", realmId)
                        .setParameter("jti", jti)
                        .executeUpdate()
                > 0;
    }

    /** How many tokens of a task a signature-only verifier would still accept. */
    public long tokensAlive(Task task, Instant now) {
        return em.createQuery(
                        "select count(t) from AgentTokenEntity t where t.taskId = :task and t.revoked = false"
                                + " and t.expiresAt > :now",
                        Long.class)
                .setParameter("task", task.id().value())
                .setParameter("now", now.toEpochMilli())
                .getSingleResult();
    }

    /** Moves a locked task to a final state. */
    public Task end(Task task, TaskState state, Ending ending) {
        AgentTaskEntity row = row(task.realmId(), task.id()).orElseThrow();
        row.state = state;
        row.endedBy = ending.by();
        row.endReason = cut(ending.reason());
        em.flush();
        return row.toTask();
    }

    /** The live tasks of an agent, locked until the transaction ends. */
    public List<Task> lockLiveOfAgent(String realmId, String agentId) {
        return lockLive("t.agentId = :of", realmId, agentId);
    }

    /** The live tasks of a realm, locked until the transaction ends. */
    public List<Task> lockLiveOfRealm(String realmId) {
        return lockLive("t.realmId = :of", realmId, realmId);
    }

    /** How many tasks of an agent are live at an instant. */
    public long live(String realmId, String agentId, Instant now) {
        return em.createQuery(
                        "select count(t) from AgentTaskEntity t where t.realmId = :realm and t.agentId = :agent"
                                + " and t.state in :live and t.expiresAt > :now",
                        Long.class)
                .setParameter("realm", realmId)
                .setParameter("agent", agentId)
                .setParameter("live", LIVE)
                .setParameter("now", now.toEpochMilli())
                .getSingleResult();
    }

    /** The live tasks that run for a person, locked until the transaction ends. */
    public List<Task> lockLiveOfPrincipal(String realmId, String principalId) {
        return lockLive("t.principalId = :of", realmId, principalId);
    }

    /**
     * A page of tasks, newest first.
     *
     * @param first index of the first task
     * @param max most tasks
     */
    public List<Task> list(String realmId, Filter filter, int first, int max) {
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
            if (LIVE.contains(filter.state())) {
                values.put("now", filter.now().toEpochMilli());
            } else if (filter.state() == TaskState.EXPIRED) {
                values.put("now", filter.now().toEpochMilli());
                values.put("live", LIVE);
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

    /** A task whose time has run out counts as expired, whether or not its row says so. */
    private static String stateCondition(TaskState state) {
        if (state == TaskState.EXPIRED) {
            return "(t.state = :state or (t.state in :live and t.expiresAt <= :now))";
        }
        return LIVE.contains(state) ? "t.state = :state and t.expiresAt > :now" : "t.state = :state";
    }

    public void deleteRealm(String realmId) {
        for (String entity : List.of("AgentTaskEntity", "AgentTokenEntity")) {
            em.createQuery("delete from " + entity + " t where t.realmId = :realm")
                    .setParameter("realm", realmId)
                    .executeUpdate();
        }
    }

    private List<Task> lockLive(String condition, String realmId, String of) {
        return em
                .createQuery(
                        "select t from AgentTaskEntity t where t.realmId = :realm and " + condition
                                + " and t.state in :live order by t.id",
                        AgentTaskEntity.class)
                .setParameter("realm", realmId)
                .setParameter("of", of)
                .setParameter("live", LIVE)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .stream()
                .map(AgentTaskEntity::toTask)
                .toList();
    }

    private Optional<AgentTaskEntity> row(String realmId, TaskId id) {
        return Optional.ofNullable(em.find(AgentTaskEntity.class, id.value()))
                .filter(row -> row.realmId.equals(realmId));
    }

    private static String cut(String reason) {
        return reason == null || reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON);
    }

    /**
     * What a list is narrowed to; a {@code null} member does not narrow.
     *
     * @param now the instant at which expiry is judged
     */
    public record Filter(String agentId, String principalId, TaskState state, Instant now) {}
}
