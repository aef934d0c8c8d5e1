package io.agentidentity.agent.declared;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** Clients that say they are agents and are none. */
public final class DeclaredStore {

    private final EntityManager em;

    public DeclaredStore(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** Notes one; answers whether it is new. */
    boolean put(String realmId, String id, String clientId, Instant now) {
        AgentDeclaredEntity row = em.find(AgentDeclaredEntity.class, id);
        if (row == null) {
            row = new AgentDeclaredEntity();
            row.id = id;
            row.realmId = realmId;
            row.seenAt = now.toEpochMilli();
            row.clientId = clientId;
            em.persist(row);
            return true;
        }
        row.clientId = clientId;
        return false;
    }

    /**
     * A page of them, by client id.
     *
     * @param search what the client id must hold, or {@code null}
     */
    public List<Declared> list(String realmId, String search, int first, int max) {
        return narrowed(
                        "select d from AgentDeclaredEntity d",
                        " order by d.clientId",
                        AgentDeclaredEntity.class,
                        search)
                .setParameter("realm", realmId)
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultList()
                .stream()
                .map(row -> new Declared(row.id, row.clientId, Instant.ofEpochMilli(row.seenAt)))
                .toList();
    }

    public long count(String realmId, String search) {
        return narrowed("select count(d) from AgentDeclaredEntity d", "", Long.class, search)
                .setParameter("realm", realmId)
                .getSingleResult();
    }

    private <T> TypedQuery<T> narrowed(String select, String order, Class<T> type, String search) {
        String like = search == null ? "" : " and lower(d.clientId) like :search escape '!'";
        TypedQuery<T> query = em.createQuery(select + " where d.realmId = :realm" + like + order, type);
        if (search != null) {
            String text = search.toLowerCase(Locale.ROOT)
                    .replace("!", "!!")
                    .replace("%", "!%")
                    .replace("_", "!_");
            query.setParameter("search", "%" + text + "%");
        }
        return query;
    }

    public boolean has(String id) {
        return em.find(AgentDeclaredEntity.class, id) != null;
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
