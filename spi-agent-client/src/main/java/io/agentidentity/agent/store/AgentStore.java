package io.agentidentity.agent.store;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.AgentJson;
import io.agentidentity.agent.AgentSpec;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.CredentialType;
import io.agentidentity.json.StrictJson;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The agents of all realms; every read goes to the database or the current transaction, never to a cache. */
public final class AgentStore {

    private static final long LAST_USED_GRAIN_MILLIS = 60_000;

    private final EntityManager em;

    public AgentStore(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** The agent whose client has this internal id. */
    public Optional<Agent> find(String realmId, String id) {
        return row(realmId, id).map(AgentEntity::toAgent);
    }

    /** The agent as it stands now, locked until the transaction ends. */
    public Optional<Agent> lock(String realmId, String id) {
        return row(realmId, id).map(row -> {
            em.refresh(row, LockModeType.PESSIMISTIC_WRITE);
            return row.toAgent();
        });
    }

    public Agent create(
            String realmId, String id, String ownerId, CredentialType credential, AgentSpec spec, Instant now) {
        AgentEntity row = new AgentEntity();
        row.id = id;
        row.realmId = realmId;
        row.status = AgentStatus.ACTIVE;
        row.createdAt = now.toEpochMilli();
        fill(row, ownerId, credential, spec, now);
        em.persist(row);
        em.flush();
        return row.toAgent();
    }

    public Agent update(Agent agent, String ownerId, CredentialType credential, AgentSpec spec, Instant now) {
        AgentEntity row = row(agent.realmId(), agent.id()).orElseThrow();
        fill(row, ownerId, credential, spec, now);
        em.flush();
        return row.toAgent();
    }

    /**
     * Moves the agent to a status.
     *
     * @param newEpoch whether all that was issued so far stays dead for good
     */
    public Agent move(Agent agent, AgentStatus status, String reason, boolean newEpoch, Instant now) {
        AgentEntity row = row(agent.realmId(), agent.id()).orElseThrow();
        row.status = status;
        row.statusReason = reason;
        row.updatedAt = now.toEpochMilli();
        if (newEpoch) {
            row.epoch++;
        }
        em.flush();
        return row.toAgent();
    }

    /** Makes everything issued so far to the agents of this owner dead for good. */
    public List<Agent> endEpochOfOwner(String realmId, String ownerId) {
        List<AgentEntity> rows = em.createQuery(
                        "select a from AgentEntity a where a.realmId = :realm and a.ownerId = :owner",
                        AgentEntity.class)
                .setParameter("realm", realmId)
                .setParameter("owner", ownerId)
                .getResultList();
        rows.forEach(row -> row.epoch++);
        em.flush();
        return rows.stream().map(AgentEntity::toAgent).toList();
    }

    /** Notes that the agent was used, to the minute, without touching its version. */
    public void used(Agent agent, Instant now) {
        long time = now.toEpochMilli();
        boolean recent = agent.lastUsedAt()
                .filter(last -> time - last.toEpochMilli() < LAST_USED_GRAIN_MILLIS)
                .isPresent();
        if (!recent) {
            em.createNativeQuery("update AGENT set LAST_USED_AT = ?1 where ID = ?2")
                    .setParameter(1, time)
                    .setParameter(2, agent.id())
                    .executeUpdate();
        }
    }

    public void rename(String realmId, String id, String clientId) {
        row(realmId, id).ifPresent(row -> row.clientId = clientId);
    }

    public void delete(String realmId, String id) {
        row(realmId, id).ifPresent(em::remove);
    }

    public void deleteRealm(String realmId) {
        em.createQuery("delete from AgentEntity a where a.realmId = :realm")
                .setParameter("realm", realmId)
                .executeUpdate();
    }

    /**
     * A page of agents, by client id.
     *
     * @param first index of the first row
     * @param max most rows
     */
    public List<Agent> list(String realmId, Filter filter, int first, int max) {
        return filtered("select a from AgentEntity a", " order by a.clientId, a.id", AgentEntity.class, realmId, filter)
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultList()
                .stream()
                .map(AgentEntity::toAgent)
                .toList();
    }

    public long count(String realmId, Filter filter) {
        return filtered("select count(a) from AgentEntity a", "", Long.class, realmId, filter)
                .getSingleResult();
    }

    private <T> TypedQuery<T> filtered(String select, String order, Class<T> type, String realmId, Filter filter) {
        StringBuilder jpql = new StringBuilder(select).append(" where a.realmId = :realm");
        if (filter.search() != null) {
            jpql.append(" and (lower(a.clientId) like :search escape '!' or lower(a.name) like :search escape '!')");
        }
        if (filter.ownerId() != null) {
            jpql.append(" and a.ownerId = :owner");
        }
        if (filter.status() != null) {
            jpql.append(" and a.status = :status");
        }
        TypedQuery<T> query =
                em.createQuery(jpql.append(order).toString(), type).setParameter("realm", realmId);
        if (filter.search() != null) {
            query.setParameter("search", "%" + escaped(filter.search()) + "%");
        }
        if (filter.ownerId() != null) {
            query.setParameter("owner", filter.ownerId());
        }
        if (filter.status() != null) {
            query.setParameter("status", filter.status());
        }
        return query;
    }

    private static String escaped(String search) {
        return search.toLowerCase(Locale.ROOT)
                .replace("!", "!!")
                .replace("%", "!%")
                .replace("_", "!_");
    }

    private Optional<AgentEntity> row(String realmId, String id) {
        return Optional.ofNullable(em.find(AgentEntity.class, id)).filter(row -> row.realmId.equals(realmId));
    }

    private static void fill(AgentEntity row, String ownerId, CredentialType credential, AgentSpec spec, Instant now) {
        row.clientId = spec.clientId();
        row.name = spec.name();
        row.description = spec.description();
        row.purpose = spec.purpose();
        row.environment = spec.environment();
        row.ownerId = ownerId;
        row.expiresAt = spec.expiresAt().map(Instant::toEpochMilli).orElse(null);
        row.credentialType = credential;
        row.setDelegation(StrictJson.write(AgentJson.write(spec.delegation())));
        row.setCeiling(StrictJson.write(AgentJson.write(spec.ceiling())));
        row.strictness = StrictJson.write(AgentJson.write(spec.strictness()));
        row.updatedAt = now.toEpochMilli();
    }

    /** What a list is narrowed to; a {@code null} member does not narrow. */
    public record Filter(String search, String ownerId, AgentStatus status) {}
}
