package io.agentidentity.agent.store;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.OwnerAnswer;
import io.agentidentity.agent.Agent.Standing;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.Environment;
import io.agentidentity.agent.Risk;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.json.InvalidInput;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** Lists of agents; narrowing, sorting and paging are the database's work, each along an index. */
public final class AgentList {

    private static final int MOST_TERMS = 10;

    private static final int FEW = 500;

    private final EntityManager em;

    public AgentList(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /**
     * A page of agents.
     *
     * @param first index of the first row
     * @param max most rows
     */
    public List<Agent> page(String realmId, Filter filter, Sort sort, boolean descending, int first, int max) {
        String direction = descending ? " desc" : "";
        String order =
                " order by a." + sort.column + direction + (sort == Sort.CLIENT_ID ? "" : ", a.clientId" + direction);
        return filtered("select a from AgentEntity a", order, AgentEntity.class, realmId, filter)
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

    /** The next agents after a client id, by client id. */
    public List<Agent> after(String realmId, String clientId, int max) {
        return em
                .createQuery(
                        "select a from AgentEntity a where a.realmId = :realm and a.clientId > :after order by a.clientId",
                        AgentEntity.class)
                .setParameter("realm", realmId)
                .setParameter("after", clientId)
                .setMaxResults(max)
                .getResultList()
                .stream()
                .map(AgentEntity::toAgent)
                .toList();
    }

    private <T> TypedQuery<T> filtered(String select, String order, Class<T> type, String realmId, Filter filter) {
        List<String> conditions = new ArrayList<>(List.of("a.realmId = :realm"));
        Map<String, Object> values = new LinkedHashMap<>(Map.of("realm", realmId));
        equal("ownerId", filter.ownerId(), conditions, values);
        equal("environment", filter.environment(), conditions, values);
        equal("risk", filter.risk(), conditions, values);
        equal("credentialType", filter.credential(), conditions, values);
        if (filter.sponsorId() != null) {
            conditions.add("a.id in (select s.agentId from AgentSponsorEntity s"
                    + " where s.realmId = :realm and s.sponsorId = :sponsor)");
            values.put("sponsor", filter.sponsorId());
        }
        if (filter.finding() != null) {
            conditions.add("a.id in (select f.agentId from AgentFindingEntity f"
                    + " where f.realmId = :realm and f.code = :finding)");
            values.put("finding", filter.finding());
        }
        if (filter.expiringBefore() != null) {
            conditions.add("a.expiresAt < :expiring");
            values.put("expiring", filter.expiringBefore().toEpochMilli());
        }
        if (filter.search() != null) {
            List<String> terms = WordStore.terms(filter.search());
            if (terms.size() > MOST_TERMS) {
                throw new InvalidInput("search takes at most " + MOST_TERMS + " words");
            }
            for (int i = 0; i < terms.size(); i++) {
                term(realmId, escaped(terms.get(i)) + "%", i, conditions, values);
            }
        }
        if (filter.standing() != null) {
            standing(filter.standing(), filter.now(), conditions, values);
        }
        TypedQuery<T> query = em.createQuery(select + " where " + String.join(" and ", conditions) + order, type);
        values.forEach(query::setParameter);
        return query;
    }

    /**
     * A rare word is looked up first and narrows to its few agents; a frequent one is asked of each agent in the order of the
     * list, where the next match is never far. Left to itself a database does one of the two always.
     */
    private void term(String realmId, String prefix, int number, List<String> conditions, Map<String, Object> values) {
        List<String> few = em.createQuery(
                        "select w.agentId from AgentWordEntity w where w.realmId = :realm and w.word like :prefix escape '!'",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("prefix", prefix)
                .setMaxResults(FEW + 1)
                .getResultList();
        if (few.isEmpty()) {
            conditions.add("1 = 0");
        } else if (few.size() <= FEW) {
            conditions.add("a.id in :few" + number);
            values.put("few" + number, few);
        } else {
            conditions.add("exists (select 1 from AgentWordEntity w where w.agentId = a.id and w.word like :term"
                    + number + " escape '!')");
            values.put("term" + number, prefix);
        }
    }

    /** The same decision as {@link Agent#standing}, as far as rows tell: an owner counts as out from when that was noticed. */
    private static void standing(Standing standing, Instant now, List<String> conditions, Map<String, Object> values) {
        if (standing == Standing.RETIRED) {
            equal("status", AgentStatus.RETIRED, conditions, values);
            return;
        }
        if (standing == Standing.SUSPENDED) {
            equal("status", AgentStatus.SUSPENDED, conditions, values);
            conditions.add("(a.suspendedUntil is null or a.suspendedUntil > :now)");
            values.put("now", now.toEpochMilli());
            return;
        }
        // Said by what it is not: most agents are active, and an index on the status would only lead away from the
        // order.
        conditions.add("a.status <> :retired and (a.status <> :suspended or a.suspendedUntil <= :now)");
        values.put("retired", AgentStatus.RETIRED);
        values.put("suspended", AgentStatus.SUSPENDED);
        values.put("now", now.toEpochMilli());
        if (standing == Standing.EXPIRED) {
            conditions.add("a.expiresAt <= :now");
            return;
        }
        conditions.add("(a.expiresAt is null or a.expiresAt > :now)");
        conditions.add(
                standing == Standing.ORPHANED
                        ? "(a.orphanedAt is not null or a.ownerAnswer <> :takenOn)"
                        : "a.orphanedAt is null and a.ownerAnswer = :takenOn");
        values.put("takenOn", OwnerAnswer.TAKEN_ON);
    }

    private static void equal(String column, Object value, List<String> conditions, Map<String, Object> values) {
        if (value != null) {
            conditions.add("a." + column + " = :" + column);
            values.put(column, value);
        }
    }

    private static String escaped(String search) {
        return search.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    /** What a list may be sorted by. */
    public enum Sort {
        CLIENT_ID("clientId"),
        NAME("name"),
        CREATED_AT("createdAt"),
        LAST_USED_AT("lastUsedAt"),
        EXPIRES_AT("expiresAt"),
        REVIEW_DUE_AT("reviewDueAt");

        private final String column;

        Sort(String column) {
            this.column = column;
        }

        /** The name on the wire. */
        public String wire() {
            return column;
        }
    }

    /** What a list is narrowed to; a {@code null} member does not narrow. */
    public record Filter(
            String search,
            String ownerId,
            String sponsorId,
            Standing standing,
            Environment environment,
            Risk.Level risk,
            CredentialType credential,
            String finding,
            Instant expiringBefore,
            Instant now) {}
}
