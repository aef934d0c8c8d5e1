package io.agentidentity.task.people;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Notes of who is out, of all realms. Nothing is decided by them: they are kept so that whatever was begun for somebody meanwhile,
 * because a request was under way, ends when they are back.
 */
public final class PeopleOut {

    private static final String OF_PERSON = "o.realmId = :realm and o.userId = :user";

    private final EntityManager em;

    public PeopleOut(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /**
     * Notes that a person is out, in a realm that has agents. Two who find that out at once may make two notes, and neither waits
     * for the other.
     *
     * @return whether that was not noted before
     */
    public boolean note(String realmId, String userId, Instant since) {
        if (noted(realmId, userId) || !hasAgents(realmId)) {
            return false;
        }
        AgentPersonOutEntity row = new AgentPersonOutEntity();
        row.id = UUID.randomUUID().toString();
        row.realmId = realmId;
        row.userId = userId;
        row.since = since.toEpochMilli();
        em.persist(row);
        em.flush();
        return true;
    }

    public boolean noted(String realmId, String userId) {
        return ofPerson(
                                        em.createQuery(
                                                "select count(o) from AgentPersonOutEntity o where " + OF_PERSON),
                                        realmId,
                                        userId)
                                .getSingleResult()
                        instanceof Long count
                && count > 0;
    }

    public void forget(String realmId, String userId) {
        ofPerson(em.createQuery("delete from AgentPersonOutEntity o where " + OF_PERSON), realmId, userId)
                .executeUpdate();
    }

    /** Forgets what was noted before an instant, in all realms. */
    public void forgetBefore(Instant before) {
        em.createQuery("delete from AgentPersonOutEntity o where o.since < :before")
                .setParameter("before", before.toEpochMilli())
                .executeUpdate();
    }

    /** The people of a realm who are noted, after an id, each once, in order. */
    public List<String> page(String realmId, String after, int max) {
        return em.createQuery(
                        "select distinct o.userId from AgentPersonOutEntity o where o.realmId = :realm and o.userId > :after"
                                + " order by o.userId",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("after", after)
                .setMaxResults(max)
                .getResultList();
    }

    private boolean hasAgents(String realmId) {
        return !em.createQuery("select a.id from AgentEntity a where a.realmId = :realm", String.class)
                .setParameter("realm", realmId)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    private static Query ofPerson(Query query, String realmId, String userId) {
        return query.setParameter("realm", realmId).setParameter("user", userId);
    }
}
