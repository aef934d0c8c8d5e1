package io.agentidentity.agent.chore;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Who does a chore: one row a chore, changed by whoever finds it free. Whoever has it keeps it while they work; a node that dies
 * loses it by time.
 */
final class ChoreLease {

    /** For how long a node has a lease at least, from when it last said that it is at work. */
    static final Duration SHORTEST = Duration.ofMinutes(5);

    private static final Duration RENEW_BEFORE_END = SHORTEST.dividedBy(2);

    private final KeycloakSessionFactory factory;
    private final String name;
    private Instant until;

    private ChoreLease(KeycloakSessionFactory factory, String name, Instant until) {
        this.factory = factory;
        this.name = name;
        this.until = until;
    }

    /** The lease; empty if another node has it. */
    static Optional<ChoreLease> take(KeycloakSessionFactory factory, String name, Instant now, Duration interval) {
        Instant until = now.plus(interval.compareTo(SHORTEST) > 0 ? interval : SHORTEST);
        try {
            boolean taken = KeycloakModelUtils.runJobInTransactionWithResult(
                    factory, session -> change(session, name, now, until));
            return taken ? Optional.of(new ChoreLease(factory, name, until)) : Optional.empty();
        } catch (ModelDuplicateException e) {
            // Another node made the row first, and has the lease.
            return Optional.empty();
        }
    }

    /** Keeps it for longer if it ends soon; answers whether the caller still has it. */
    boolean keep() {
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        if (now.isBefore(until.minus(RENEW_BEFORE_END))) {
            return true;
        }
        Instant later = now.plus(SHORTEST);
        boolean kept = moveTo(later);
        if (kept) {
            until = later;
        }
        return kept;
    }

    /** Lets it go, unless it ran out and another node has it; nobody does the chore again before an instant. */
    void release(Instant next) {
        moveTo(next);
    }

    private boolean moveTo(Instant later) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                        factory,
                        session -> session.getProvider(JpaConnectionProvider.class)
                                .getEntityManager()
                                .createQuery(
                                        "update AgentLeaseEntity l set l.takenUntil = :until where l.name = :name and l.takenUntil = :held")
                                .setParameter("until", later.toEpochMilli())
                                .setParameter("held", until.toEpochMilli())
                                .setParameter("name", name)
                                .executeUpdate())
                == 1;
    }

    /** Where a run stopped that could not do all; empty if the last one could. */
    String progress() {
        return KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> {
            AgentLeaseEntity row = session.getProvider(JpaConnectionProvider.class)
                    .getEntityManager()
                    .find(AgentLeaseEntity.class, name);
            return row == null || row.progress == null ? "" : row.progress;
        });
    }

    void progress(String progress) {
        KeycloakModelUtils.runJobInTransaction(
                factory,
                session -> session.getProvider(JpaConnectionProvider.class)
                        .getEntityManager()
                        .createQuery("update AgentLeaseEntity l set l.progress = :progress where l.name = :name")
                        .setParameter("progress", progress.isEmpty() ? null : progress)
                        .setParameter("name", name)
                        .executeUpdate());
    }

    private static boolean change(KeycloakSession session, String name, Instant now, Instant until) {
        EntityManager em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        int changed = em.createQuery(
                        "update AgentLeaseEntity l set l.takenUntil = :until where l.name = :name and l.takenUntil <= :now")
                .setParameter("until", until.toEpochMilli())
                .setParameter("name", name)
                .setParameter("now", now.toEpochMilli())
                .executeUpdate();
        if (changed == 0 && em.find(AgentLeaseEntity.class, name) == null) {
            AgentLeaseEntity row = new AgentLeaseEntity();
            row.name = name;
            row.takenUntil = until.toEpochMilli();
            em.persist(row);
            em.flush();
            return true;
        }
        return changed == 1;
    }
}
