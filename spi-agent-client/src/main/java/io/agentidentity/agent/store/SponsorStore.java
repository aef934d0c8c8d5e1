package io.agentidentity.agent.store;

import io.agentidentity.agent.Sponsor;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The sponsors of agents. */
public final class SponsorStore {

    private final EntityManager em;

    public SponsorStore(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    public List<Sponsor> of(String agentId) {
        return of(List.of(agentId)).getOrDefault(agentId, List.of());
    }

    /** The sponsors of several agents, by agent. */
    public Map<String, List<Sponsor>> of(Collection<String> agentIds) {
        Map<String, List<Sponsor>> sponsors = new LinkedHashMap<>();
        if (agentIds.isEmpty()) {
            return sponsors;
        }
        em.createQuery(
                        "select s from AgentSponsorEntity s where s.agentId in :agents order by s.agentId, s.position",
                        AgentSponsorEntity.class)
                .setParameter("agents", agentIds)
                .getResultList()
                .forEach(row -> sponsors.computeIfAbsent(row.agentId, id -> new ArrayList<>())
                        .add(new Sponsor(row.type, row.sponsorId)));
        return sponsors;
    }

    /** The ids of the agents that a user sponsors by name or through one of these groups. */
    public List<String> sponsored(String realmId, String userId, Collection<String> groupIds) {
        Set<String> ids = new HashSet<>(groupIds);
        ids.add(userId);
        return em
                .createQuery(
                        "select s from AgentSponsorEntity s where s.realmId = :realm and s.sponsorId in :ids"
                                + " order by s.agentId",
                        AgentSponsorEntity.class)
                .setParameter("realm", realmId)
                .setParameter("ids", ids)
                .getResultList()
                .stream()
                .filter(row -> (row.type == Sponsor.Type.USER) == row.sponsorId.equals(userId))
                .map(row -> row.agentId)
                .distinct()
                .toList();
    }

    /** Replaces the sponsors of an agent; answers whether that changed anything. */
    public boolean put(String realmId, String agentId, List<Sponsor> sponsors) {
        if (of(agentId).equals(sponsors)) {
            return false;
        }
        delete(agentId);
        for (int i = 0; i < sponsors.size(); i++) {
            AgentSponsorEntity row = new AgentSponsorEntity();
            row.id = UUID.randomUUID().toString();
            row.agentId = agentId;
            row.realmId = realmId;
            row.type = sponsors.get(i).type();
            row.sponsorId = sponsors.get(i).id();
            row.position = i;
            em.persist(row);
        }
        em.flush();
        return true;
    }

    public void delete(String agentId) {
        em.createQuery("delete from AgentSponsorEntity s where s.agentId = :agent")
                .setParameter("agent", agentId)
                .executeUpdate();
    }

    /** Takes a user or group that is gone off every agent of the realm; answers the agents that lost it. */
    public List<String> forget(String realmId, Sponsor sponsor) {
        List<String> agents = em.createQuery(
                        "select s.agentId from AgentSponsorEntity s where s.realmId = :realm and s.sponsorId = :id"
                                + " and s.type = :type",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("id", sponsor.id())
                .setParameter("type", sponsor.type())
                .getResultList();
        em.createQuery("delete from AgentSponsorEntity s where s.realmId = :realm and s.sponsorId = :id"
                        + " and s.type = :type")
                .setParameter("realm", realmId)
                .setParameter("id", sponsor.id())
                .setParameter("type", sponsor.type())
                .executeUpdate();
        return agents;
    }

    public void deleteRealm(String realmId) {
        em.createQuery("delete from AgentSponsorEntity s where s.realmId = :realm")
                .setParameter("realm", realmId)
                .executeUpdate();
    }
}
