package io.agentidentity.decision.store;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The decisions of all realms. */
public final class DecisionStore {

    /** The outcome of a permit that was taken and of which nothing else was said yet. */
    public static final String STARTED = "started";

    private static final int BATCH = 1000;

    private final EntityManager em;

    public DecisionStore(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** Notes a decision; at most one has a retry key. */
    public void add(String realmId, Decision decision, Optional<String> retryKey) {
        AgentDecisionEntity row = new AgentDecisionEntity();
        row.id = decision.id();
        row.realmId = realmId;
        row.taskId = decision.taskId();
        row.callerId = decision.callerId();
        row.retryKey = retryKey.orElse(null);
        row.permitted = decision.permitted();
        row.setAnswer(decision.answer());
        row.setBasis(decision.basis().orElse(null));
        row.decidedAt = decision.decidedAt().toEpochMilli();
        em.persist(row);
        // So that whoever asks is told at once if this, or the record before it, cannot be written.
        em.flush();
    }

    /** The decision that a request got before, if that is not too long ago. */
    public Optional<Decision> before(String realmId, String retryKey, Instant since) {
        List<AgentDecisionEntity> rows = em.createQuery(
                        "select d from AgentDecisionEntity d where d.realmId = :realm and d.retryKey = :key"
                                + " and d.decidedAt > :since",
                        AgentDecisionEntity.class)
                .setParameter("realm", realmId)
                .setParameter("key", retryKey)
                .setParameter("since", since.toEpochMilli())
                .getResultList();
        return rows.stream().findFirst().map(AgentDecisionEntity::toDecision);
    }

    /** A decision that a client asked for; that of another client is not there. */
    public Optional<Decision> find(String realmId, String id, String callerId) {
        return row(realmId, id).filter(row -> row.callerId.equals(callerId)).map(AgentDecisionEntity::toDecision);
    }

    /** A decision, whoever asked for it. */
    public Optional<Decision> find(String realmId, String id) {
        return row(realmId, id).map(AgentDecisionEntity::toDecision);
    }

    /**
     * A page of decisions, the latest first.
     *
     * @param from first instant, inclusive
     * @param to last instant, exclusive
     */
    public List<Decision> page(String realmId, Instant from, Instant to, int first, int max) {
        return em
                .createQuery(
                        "select d from AgentDecisionEntity d where d.realmId = :realm and d.decidedAt >= :from"
                                + " and d.decidedAt < :to order by d.decidedAt desc, d.id desc",
                        AgentDecisionEntity.class)
                .setParameter("realm", realmId)
                .setParameter("from", from.toEpochMilli())
                .setParameter("to", to.toEpochMilli())
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultList()
                .stream()
                .map(AgentDecisionEntity::toDecision)
                .toList();
    }

    /**
     * Takes a permit for use, once.
     *
     * @return whether nobody took it before, and nothing was noted of it
     */
    public boolean start(Decision decision) {
        return em.createQuery("update AgentDecisionEntity d set d.outcome = :started"
                                + " where d.id = :id and d.outcome is null")
                        .setParameter("started", STARTED)
                        .setParameter("id", decision.id())
                        .executeUpdate()
                == 1;
    }

    /**
     * Notes what came of a decision, once.
     *
     * @return whether nothing had been noted before, but perhaps that its permit was taken
     */
    public boolean outcome(Decision decision, String outcome) {
        return em.createQuery("update AgentDecisionEntity d set d.outcome = :outcome"
                                + " where d.id = :id and (d.outcome is null or d.outcome = :started)")
                        .setParameter("outcome", outcome)
                        .setParameter("started", STARTED)
                        .setParameter("id", decision.id())
                        .executeUpdate()
                == 1;
    }

    /** What was noted to have come of a decision. */
    public Optional<String> outcome(Decision decision) {
        return em
                .createQuery("select d.outcome from AgentDecisionEntity d where d.id = :id", String.class)
                .setParameter("id", decision.id())
                .getResultList()
                .stream()
                .flatMap(outcome -> Optional.ofNullable(outcome).stream())
                .findFirst();
    }

    /**
     * Deletes decisions that were made before an instant, those of one batch.
     *
     * @return whether there may be more
     */
    public boolean deleteBefore(String realmId, Instant before) {
        List<String> old = em.createQuery(
                        "select d.id from AgentDecisionEntity d where d.realmId = :realm and d.decidedAt < :before"
                                + " order by d.realmId, d.decidedAt",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("before", before.toEpochMilli())
                .setMaxResults(BATCH)
                .getResultList();
        if (!old.isEmpty()) {
            em.createQuery("delete from AgentDecisionEntity d where d.id in :ids")
                    .setParameter("ids", old)
                    .executeUpdate();
        }
        return old.size() == BATCH;
    }

    private Optional<AgentDecisionEntity> row(String realmId, String id) {
        return Optional.ofNullable(em.find(AgentDecisionEntity.class, id)).filter(row -> row.realmId.equals(realmId));
    }
}
