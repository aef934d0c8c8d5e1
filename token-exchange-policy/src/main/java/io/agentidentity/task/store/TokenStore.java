package io.agentidentity.task.store;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.schema.Schema;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Task;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The tokens of ours that were issued, of all realms; every read goes to the database, never to a cache. */
public final class TokenStore {

    /** What may stand in one list of a statement on every database. */
    private static final int BATCH = 500;

    /** Notes in the session which tokens were read with their tasks. */
    private static final String READ = TokenStore.class.getName() + ".read.";

    private final KeycloakSession session;
    private final EntityManager em;
    private final RealmStore realms;
    private final boolean off;

    public TokenStore(KeycloakSession session) {
        this.session = session;
        this.off = Schema.AGENTS.isOff(session) || Schema.TASKS.isOff(session);
        this.realms = new RealmStore(session);
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** Notes an actor token. */
    public void issuedActor(Agent agent, String jti, Instant now, Instant expires) {
        store(TokenKind.ACTOR, agent, Optional.empty(), jti, null, now, expires);
    }

    /**
     * Notes a token of a task that was opened or debited just now.
     *
     * @param parentJti the token that it was derived from, if that was one of ours
     * @throws Refusal if that one was revoked meanwhile
     */
    public void issued(
            TokenKind kind,
            Agent agent,
            Task task,
            String jti,
            Optional<String> parentJti,
            Instant now,
            Instant expires) {
        if (parentJti.isPresent() && isRevoked(parentJti.get())) {
            throw new Refusal(Reason.SUBJECT_TOKEN_INVALID, "the subject token was revoked");
        }
        store(kind, agent, Optional.of(task), jti, parentJti.orElse(null), now, expires);
    }

    /** Whether a token was revoked; read anew, because that may have happened since this transaction read its row first. */
    public boolean isRevoked(String jti) {
        return em
                .createQuery("select t.revoked from AgentTokenEntity t where t.jti = :jti", Boolean.class)
                .setParameter("jti", jti)
                .getResultList()
                .stream()
                .anyMatch(Boolean::booleanValue);
    }

    private void store(
            TokenKind kind,
            Agent agent,
            Optional<Task> task,
            String jti,
            String parentJti,
            Instant now,
            Instant expires) {
        AgentTokenEntity token = new AgentTokenEntity();
        token.jti = jti;
        token.kind = kind;
        token.realmId = agent.realmId();
        token.agentId = agent.id();
        token.agentEpoch = agent.epoch();
        token.taskId = task.map(t -> t.id().value()).orElse(null);
        token.taskEpoch = task.map(Task::epoch).orElse(0);
        token.parentJti = parentJti;
        token.issuedAt = now.toEpochMilli();
        token.expiresAt = expires.toEpochMilli();
        em.persist(token);
        em.flush();
    }

    /**
     * As {@link #find}, with all that is looked at next in one statement: the rows of its agent, its task and the realm stay in this
     * transaction's persistence context, where the stores of those find them.
     */
    public Optional<StoredToken> findWithItsTask(String realmId, String jti) {
        if (off) {
            return Optional.empty();
        }
        if (session.getAttribute(READ + jti) != null) {
            return find(realmId, jti);
        }
        List<Object[]> rows = em.createQuery(
                        "select k, a, t, r from AgentTokenEntity k left join AgentEntity a on a.id = k.agentId"
                                + " left join AgentTaskEntity t on t.id = k.taskId"
                                + " left join AgentRealmEntity r on r.realmId = k.realmId"
                                + " where k.jti = :jti and k.realmId = :realm",
                        Object[].class)
                .setParameter("jti", jti)
                // What a token of another realm has says nothing of this one.
                .setParameter("realm", realmId)
                .getResultList();
        session.setAttribute(READ + jti, true);
        rows.stream().filter(row -> row[3] == null).forEach(row -> realms.absent(realmId));
        return rows.isEmpty() ? Optional.empty() : find(realmId, jti);
    }

    /** The token of ours with this id; none on a server without our tables, whose own checks refuse what was issued before. */
    public Optional<StoredToken> find(String realmId, String jti) {
        if (off) {
            return Optional.empty();
        }
        return Optional.ofNullable(em.find(AgentTokenEntity.class, jti))
                .filter(token -> token.realmId.equals(realmId))
                .map(AgentTokenEntity::toToken);
    }

    /**
     * Revokes a token and all that were derived from it. The row of its task must be locked: every token that is derived counts
     * against that row before it looks whether what it is derived from is revoked.
     *
     * @return the ids of those that were not revoked before, the token's own first
     */
    public List<String> revoke(String realmId, String jti) {
        List<String> revoked = new ArrayList<>();
        List<String> level = List.of(jti);
        while (!level.isEmpty()) {
            List<String> next = new ArrayList<>();
            for (int from = 0; from < level.size(); from += BATCH) {
                List<String> some = level.subList(from, Math.min(level.size(), from + BATCH));
                revoked.addAll(unrevoked(realmId, some));
                em.createQuery(
                                "update AgentTokenEntity t set t.revoked = true where t.realmId = :realm and t.jti in :jtis")
                        .setParameter("realm", realmId)
                        .setParameter("jtis", some)
                        .executeUpdate();
                next.addAll(derived(realmId, some));
            }
            level = next;
        }
        return revoked;
    }

    private List<String> unrevoked(String realmId, List<String> jtis) {
        return em.createQuery(
                        "select t.jti from AgentTokenEntity t where t.realmId = :realm and t.jti in :jtis and t.revoked = false",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("jtis", jtis)
                .getResultList();
    }

    private List<String> derived(String realmId, List<String> jtis) {
        return em.createQuery(
                        "select t.jti from AgentTokenEntity t where t.realmId = :realm and t.parentJti in :jtis",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("jtis", jtis)
                .getResultList();
    }
}
