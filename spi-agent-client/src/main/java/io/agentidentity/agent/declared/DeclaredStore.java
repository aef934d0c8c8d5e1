package io.agentidentity.agent.declared;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** Clients that say they are agents and are none. */
public final class DeclaredStore {

    private final EntityManager em;

    public DeclaredStore(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    void put(String realmId, String id, String clientId, Instant now) {
        AgentDeclaredEntity row = em.find(AgentDeclaredEntity.class, id);
        if (row == null) {
            row = new AgentDeclaredEntity();
            row.id = id;
            row.realmId = realmId;
            row.seenAt = now.toEpochMilli();
            row.clientId = clientId;
            em.persist(row);
        } else {
            row.clientId = clientId;
        }
    }

    /** A page of them, by client id. */
    public List<Declared> list(String realmId, int first, int max) {
        return em
                .createQuery(
                        "select d from AgentDeclaredEntity d where d.realmId = :realm order by d.clientId",
                        AgentDeclaredEntity.class)
                .setParameter("realm", realmId)
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultList()
                .stream()
                .map(row -> new Declared(row.id, row.clientId, Instant.ofEpochMilli(row.seenAt)))
                .toList();
    }

    public long count(String realmId) {
        return em.createQuery("select count(d) from AgentDeclaredEntity d where d.realmId = :realm", Long.class)
                .setParameter("realm", realmId)
                .getSingleResult();
    }

    public void delete(String id) {
        em.createQuery("delete from AgentDeclaredEntity d where d.id = :id")
                .setParameter("id", id)
                .executeUpdate();
    }

    public void deleteRealm(String realmId) {
        em.createQuery("delete from AgentDeclaredEntity d where d.realmId = :realm")
                .setParameter("realm", realmId)
                .executeUpdate();
    }

    /**
     * A client that says it is an agent.
     *
     * @param id the client's internal id
     */
    public record Declared(String id, String clientId, Instant seenAt) {}
}
