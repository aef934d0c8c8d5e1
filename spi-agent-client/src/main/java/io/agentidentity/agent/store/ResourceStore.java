package io.agentidentity.agent.store;

import io.agentidentity.agent.ResourceUri;
import io.agentidentity.json.StrictJson;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The resource URIs of all realms; a URI belongs to exactly one client of its realm and is compared exactly. */
public final class ResourceStore {

    private final EntityManager em;

    public ResourceStore(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    public Optional<ResourceUri> find(String realmId, String uri) {
        return row(realmId, uri).map(AgentResourceEntity::toResource);
    }

    public List<ResourceUri> list(String realmId, int first, int max) {
        return em
                .createQuery(
                        "select r from AgentResourceEntity r where r.realmId = :realm order by r.uri",
                        AgentResourceEntity.class)
                .setParameter("realm", realmId)
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultList()
                .stream()
                .map(AgentResourceEntity::toResource)
                .toList();
    }

    /** Creates or replaces the row of a URI; answers whether it is new. */
    public boolean put(String realmId, ResourceUri resource) {
        Optional<AgentResourceEntity> existing = row(realmId, resource.uri());
        AgentResourceEntity row = existing.orElseGet(AgentResourceEntity::new);
        row.clientUuid = resource.clientUuid();
        row.gateways = StrictJson.write(StrictJson.array(resource.gateways()));
        if (existing.isEmpty()) {
            row.id = UUID.randomUUID().toString();
            row.realmId = realmId;
            row.uri = resource.uri();
            em.persist(row);
        }
        em.flush();
        return existing.isEmpty();
    }

    /** Removes a URI; answers whether it was there. */
    public boolean delete(String realmId, String uri) {
        Optional<AgentResourceEntity> row = row(realmId, uri);
        row.ifPresent(em::remove);
        return row.isPresent();
    }

    /** Whether a client has a URI or guards one. */
    public boolean names(String realmId, String clientUuid) {
        return !em.createQuery("select r.id from AgentResourceEntity r where r.realmId = :realm"
                        + " and (r.clientUuid = :client or r.gateways like :gateway)")
                .setParameter("realm", realmId)
                .setParameter("client", clientUuid)
                .setParameter("gateway", "%\"" + clientUuid + "\"%")
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    public void deleteOfClient(String realmId, String clientUuid) {
        em.createQuery("delete from AgentResourceEntity r where r.realmId = :realm and r.clientUuid = :client")
                .setParameter("realm", realmId)
                .setParameter("client", clientUuid)
                .executeUpdate();
    }

    public void deleteRealm(String realmId) {
        em.createQuery("delete from AgentResourceEntity r where r.realmId = :realm")
                .setParameter("realm", realmId)
                .executeUpdate();
    }

    private Optional<AgentResourceEntity> row(String realmId, String uri) {
        return em
                .createQuery(
                        "select r from AgentResourceEntity r where r.realmId = :realm and r.uri = :uri",
                        AgentResourceEntity.class)
                .setParameter("realm", realmId)
                .setParameter("uri", uri)
                .getResultList()
                .stream()
                .filter(row -> row.uri.equals(uri))
                .findFirst();
    }
}
