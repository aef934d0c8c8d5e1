package io.agentidentity.task.store;

import io.agentidentity.task.Authority;
import io.agentidentity.task.KeyBinding;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskId;
import io.agentidentity.task.TaskState;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Query;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The tasks of all realms; every read goes to the database, never to a cache. */
public final class TaskStore {

    private static final String OF_ONE_THAT_HAS_TOKENS_LEFT = " where t.id = :id and t.state = :active"
            + " and t.expiresAt > :now and (t.maxTokens is null or t.tokens < t.maxTokens)"
            + " and t.tokens < :most";
    static final List<TaskState> LIVE = List.of(TaskState.PENDING, TaskState.ACTIVE, TaskState.SUSPENDED);

    private final EntityManager em;

    public TaskStore(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    public Optional<Task> find(String realmId, TaskId id) {
        return row(realmId, id).map(AgentTaskEntity::toTask);
    }

    /** The task as it stands now, locked until the transaction ends. */
    public Optional<Task> lock(String realmId, TaskId id) {
        return row(realmId, id).map(row -> {
            em.refresh(row, LockModeType.PESSIMISTIC_WRITE);
            return row.toTask();
        });
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
     * Counts one more token against an active task and every task above it, and holds their rows until the transaction ends, so
     * that an ending waits. If one of them is not active or has no token left the answer is no, and the caller must roll back.
     *
     * <p>The task is bound to what the token is bound to from then on; if it is bound to another key already the answer is no.
     *
     * @param most most tokens that each of them may have by its agent's record as it is now, the first task first
     */
    public boolean debit(Task task, NextToken token, List<Integer> most, Instant now) {
        return debitAbove(task.above(), most, now)
                && debitSelf(task.id(), token, most.get(task.above().size()), now);
    }

    /** As {@link #debit} for a token that is good for handing the task on only, so that it does not become its latest. */
    public boolean debitHandOver(Task task, List<Integer> most, Instant now) {
        return debitAbove(inOrder(task), most, now);
    }

    private boolean debitSelf(TaskId id, NextToken token, int most, Instant now) {
        Optional<String> key = token.proven().key();
        Optional<String> certificate = token.proven().certificate();
        Query update = em.createQuery("update AgentTaskEntity t set t.tokens = t.tokens + 1, t.latestJti = :jti,"
                        + (key.isPresent() ? " t.boundKey = :key," : "")
                        + (certificate.isPresent() ? " t.boundCertificate = :certificate," : "")
                        + " t.lastTokenExpiresAt ="
                        + " case when t.lastTokenExpiresAt > :expires then t.lastTokenExpiresAt else :expires end"
                        + OF_ONE_THAT_HAS_TOKENS_LEFT
                        + " and (t.boundKey is null" + (key.isPresent() ? " or t.boundKey = :key)" : ")")
                        + " and (t.boundCertificate is null"
                        + (certificate.isPresent() ? " or t.boundCertificate = :certificate)" : ")")
                        + (token.continuing().isPresent() ? " and t.latestJti = :continuing" : ""))
                .setParameter("jti", token.jti())
                .setParameter("expires", token.expires().toEpochMilli());
        key.ifPresent(thumbprint -> update.setParameter("key", thumbprint));
        certificate.ifPresent(thumbprint -> update.setParameter("certificate", thumbprint));
        token.continuing().ifPresent(latest -> update.setParameter("continuing", latest));
        return updated(update, id, most, now);
    }

    /** From the first task down; see {@link TaskTrees} for why. */
    private boolean debitAbove(List<TaskId> ids, List<Integer> most, Instant now) {
        String statement = "update AgentTaskEntity t set t.tokens = t.tokens + 1" + OF_ONE_THAT_HAS_TOKENS_LEFT;
        return IntStream.range(0, ids.size())
                .allMatch(i -> updated(em.createQuery(statement), ids.get(i), most.get(i), now));
    }

    private static boolean updated(Query update, TaskId id, int most, Instant now) {
        return update.setParameter("id", id.value())
                        .setParameter("most", most)
                        .setParameter("active", TaskState.ACTIVE)
                        .setParameter("now", now.toEpochMilli())
                        .executeUpdate()
                == 1;
    }

    /** From the first task down; see {@link TaskTrees} for why. */
    private static List<TaskId> inOrder(Task task) {
        return Stream.concat(task.above().stream(), Stream.of(task.id())).toList();
    }

    /** A task and those above it as they stand now, the first one first, locked until the transaction ends. */
    public List<Task> lockLine(Task task) {
        List<TaskId> line = inOrder(task);
        List<Task> locked =
                line.stream().flatMap(id -> lock(task.realmId(), id).stream()).toList();
        if (locked.size() < line.size()) {
            throw new IllegalStateException("a task above is gone");
        }
        return locked;
    }

    /** The tasks above one, the first one first; one that is gone is left out. */
    public List<Task> above(Task task) {
        if (task.above().isEmpty()) {
            return List.of();
        }
        return em
                .createQuery(
                        "select t from AgentTaskEntity t where t.realmId = :realm and t.id in :ids",
                        AgentTaskEntity.class)
                .setParameter("realm", task.realmId())
                .setParameter("ids", task.above().stream().map(TaskId::value).toList())
                .getResultList()
                .stream()
                .map(AgentTaskEntity::toTask)
                .sorted(Comparator.comparingInt(Task::depth))
                .toList();
    }

    /** How many tokens an agent had for a person under tasks that were opened after an instant, ended or not. */
    public long tokens(String realmId, String agentId, String principalId, Instant since) {
        return em.createQuery(
                        "select coalesce(sum(t.tokens), 0) from AgentTaskEntity t where t.realmId = :realm"
                                + " and t.principalId = :principal and t.agentId = :agent and t.createdAt > :since",
                        Long.class)
                .setParameter("realm", realmId)
                .setParameter("principal", principalId)
                .setParameter("agent", agentId)
                .setParameter("since", since.toEpochMilli())
                .getSingleResult();
    }

    /** How many tasks were handed down from one, whether they live or not. */
    public long children(Task task) {
        return em.createQuery(
                        "select count(t) from AgentTaskEntity t where t.rootId = :root and t.parentId = :parent",
                        Long.class)
                .setParameter(
                        "root",
                        (task.above().isEmpty() ? task.id() : task.above().get(0)).value())
                .setParameter("parent", task.id().value())
                .getSingleResult();
    }

    /**
     * Lets a locked task that was handed down begin.
     *
     * @param address digest of where its first token goes
     */
    public Task begin(Task task, Optional<String> address) {
        AgentTaskEntity row = row(task.realmId(), task.id()).orElseThrow();
        row.state = TaskState.ACTIVE;
        row.originAddress = address.orElse(null);
        em.flush();
        return row.toTask();
    }

    /**
     * What one more task of an agent for a person would come on top of.
     *
     * @param loginKey absent where no person's login opens the task
     */
    public Standing standing(
            String realmId, String agentId, String principalId, Optional<String> loginKey, Instant now) {
        String live = "(select count(*) from AgentTaskEntity t where t.realmId = :realm and t.agentId = :agent"
                + " and t.state = :%s and t.expiresAt > :now)";
        TypedQuery<Object[]> query = em.createQuery(
                        "select " + live.formatted("active") + " + " + live.formatted("suspended")
                                + ", case when exists (select 1 from AgentBlockEntity b where b.agentId = a.id"
                                + " and b.realmId = :realm and b.principalId = :principal)"
                                + (loginKey.isPresent()
                                        ? " or exists (select 1 from AgentTaskEntity k where k.realmId = :realm and k.barKey = :key)"
                                        : "")
                                + " then 1 else 0 end from AgentEntity a where a.id = :agent",
                        Object[].class)
                .setParameter("realm", realmId)
                .setParameter("agent", agentId)
                .setParameter("principal", principalId)
                .setParameter("active", TaskState.ACTIVE)
                .setParameter("suspended", TaskState.SUSPENDED)
                .setParameter("now", now.toEpochMilli());
        loginKey.ifPresent(key -> query.setParameter("key", key));
        Object[] row = query.getSingleResult();
        return new Standing(((Number) row[0]).longValue(), ((Number) row[1]).intValue() != 0);
    }

    /**
     * Opens a task; with an implicit key it takes the key over from the task that held it.
     *
     * @param loginKey digest of agent, person, server and login; absent where no person's login opens it
     */
    public Task open(Task task, Optional<String> implicitKey, Optional<String> loginKey) {
        implicitKey.ifPresent(key -> em.createQuery(
                        "update AgentTaskEntity t set t.implicitKey = null where t.realmId = :realm and t.implicitKey = :key")
                .setParameter("realm", task.realmId())
                .setParameter("key", key)
                .executeUpdate());
        em.persist(AgentTaskEntity.of(task, implicitKey.orElse(null), loginKey.orElse(null)));
        return task;
    }

    public Task widen(Task task, Authority authority) {
        AgentTaskEntity row = row(task.realmId(), task.id()).orElseThrow();
        row.setAuthority(authority);
        return row.toTask();
    }

    /** How many tasks an agent has begun with and not ended at an instant. */
    public long live(String realmId, String agentId, Instant now) {
        return em.createQuery(
                        "select count(*) from AgentTaskEntity t where t.realmId = :realm and t.agentId = :agent"
                                + " and t.state in :live and t.expiresAt > :now",
                        Long.class)
                .setParameter("realm", realmId)
                .setParameter("agent", agentId)
                .setParameter("live", List.of(TaskState.ACTIVE, TaskState.SUSPENDED))
                .setParameter("now", now.toEpochMilli())
                .getSingleResult();
    }

    public void deleteRealm(String realmId) {
        for (String entity : List.of(
                "AgentTaskEntity",
                "AgentTokenEntity",
                "AgentBlockEntity",
                "AgentPersonOutEntity",
                "AgentDecisionEntity",
                "AgentRuleSetEntity",
                "AgentRuleErrorEntity")) {
            em.createQuery("delete from " + entity + " t where t.realmId = :realm")
                    .setParameter("realm", realmId)
                    .executeUpdate();
        }
    }

    /**
     * One more token of a task.
     *
     * @param continuing the token that must be the task's latest one, if the task is to be continued from it
     * @param proven the keys that the request proved, which the token is bound to
     */
    public record NextToken(String jti, Optional<String> continuing, Instant expires, KeyBinding proven) {}

    private Optional<AgentTaskEntity> row(String realmId, TaskId id) {
        return Optional.ofNullable(em.find(AgentTaskEntity.class, id.value()))
                .filter(row -> row.realmId.equals(realmId));
    }

    /**
     * How an agent stands with a person.
     *
     * @param live how many tasks it has begun with and not ended, for anybody
     * @param barred whether it is blocked for the person, or somebody other than the agent has ended a task that was opened with the
     *     login key, or has one suspended
     */
    public record Standing(long live, boolean barred) {}
}
