package io.agentidentity.agent.chore;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Who does a chore: one row a chore, changed by whoever finds it free. A node that dies loses its lease by time. */
final class ChoreLease {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private ChoreLease() {}

    static boolean take(KeycloakSessionFactory factory, String name, Instant now, Duration interval) {
        Duration held = interval.compareTo(LONGEST) > 0 ? interval : LONGEST;
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(
                    factory, session -> change(session, name, now, now.plus(held)));
        } catch (ModelDuplicateException e) {
            // Another node made the row first, and has the lease.
            return false;
        }
    }

    /** Lets it go; nobody does the chore again before an instant. */
    static void release(KeycloakSessionFactory factory, String name, Instant until) {
        KeycloakModelUtils.runJobInTransaction(
                factory,
                session -> session.getProvider(JpaConnectionProvider.class)
                        .getEntityManager()
                        .createQuery("update AgentLeaseEntity l set l.takenUntil = :until where l.name = :name")
                        .setParameter("until", until.toEpochMilli())
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
