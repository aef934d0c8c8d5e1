package io.agentidentity.agent.store;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.Sponsor;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The agents that a person answers for, retired ones aside: first those that they own, then those that they sponsor. */
public final class OwnAgents {

    private static final String OWNED =
            " from AgentEntity a where a.realmId = :realm and a.status <> :retired and a.ownerId = :user";
    private static final String SPONSORED =
            " from AgentEntity a where a.realmId = :realm and a.status <> :retired and a.ownerId <> :user and a.id in"
                    + " (select s.agentId from AgentSponsorEntity s where s.realmId = :realm and s.sponsorId in :sponsors"
                    + " and (s.type = :group or s.sponsorId = :user) and (s.type = :person or s.sponsorId <> :user))";

    private final EntityManager em;
    private final RealmStore realms;
    private final String realmId;
    private final String userId;

    public OwnAgents(KeycloakSession session, String realmId, String userId) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realms = new RealmStore(session);
        this.realmId = realmId;
        this.userId = userId;
    }

    /**
     * A page of them, each kind by client id.
     *
     * @param groups ids of the groups through which they are a sponsor
     */
    public List<Agent> page(Collection<String> groups, int first, int max) {
        List<Agent> page = new ArrayList<>(
                rows(query("select a" + OWNED + " order by a.clientId", AgentEntity.class), first, max));
        if (page.size() < max) {
            long owned = query("select count(a)" + OWNED, Long.class).getSingleResult();
            Set<String> sponsors = new HashSet<>(groups);
            sponsors.add(userId);
            TypedQuery<AgentEntity> sponsored = query(
                            "select a" + SPONSORED + " order by a.clientId", AgentEntity.class)
                    .setParameter("sponsors", sponsors)
                    .setParameter("group", Sponsor.Type.GROUP)
                    .setParameter("person", Sponsor.Type.USER);
            page.addAll(rows(sponsored, (int) Math.max(0, first - owned), max - page.size()));
        }
        return page;
    }

    private List<Agent> rows(TypedQuery<AgentEntity> query, int first, int max) {
        return query.setFirstResult(first).setMaxResults(max).getResultList().stream()
                .map(row -> row.toAgent(realms.risk(realmId)))
                .toList();
    }

    private <T> TypedQuery<T> query(String text, Class<T> type) {
        return em.createQuery(text, type)
                .setParameter("realm", realmId)
                .setParameter("retired", AgentStatus.RETIRED)
                .setParameter("user", userId);
    }
}
