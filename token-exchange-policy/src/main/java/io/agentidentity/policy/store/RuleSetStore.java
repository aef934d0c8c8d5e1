package io.agentidentity.policy.store;

import io.agentidentity.agent.store.RealmStore;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The rules of all realms. Which version is in force stands in the realm's row, which every request reads anyway. */
public final class RuleSetStore {

    private final KeycloakSession session;
    private final EntityManager em;

    public RuleSetStore(KeycloakSession session) {
        this.session = session;
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** Which version is in force at this moment, by its id; empty if the realm never had rules. */
    public Optional<String> inForce(String realmId) {
        return new RealmStore(session).of(realmId).policy();
    }

    /**
     * A version by its id.
     *
     * @throws IllegalStateException if it is gone; then nobody can say what the rules are
     */
    public RuleSet byId(String id) {
        AgentRuleSetEntity row = em.find(AgentRuleSetEntity.class, id);
        if (row == null) {
            throw new IllegalStateException("the rules in force are gone");
        }
        return toRuleSet(row);
    }

    /** A version by its number. */
    public Optional<RuleSet> find(String realmId, int version) {
        return em
                .createQuery(
                        "select r from AgentRuleSetEntity r where r.realmId = :realm and r.version = :version",
                        AgentRuleSetEntity.class)
                .setParameter("realm", realmId)
                .setParameter("version", version)
                .getResultList()
                .stream()
                .findFirst()
                .map(RuleSetStore::toRuleSet);
    }

    /** A page of versions, the latest first. */
    public List<RuleSet> page(String realmId, int first, int max) {
        return em
                .createQuery(
                        "select r from AgentRuleSetEntity r where r.realmId = :realm order by r.version desc",
                        AgentRuleSetEntity.class)
                .setParameter("realm", realmId)
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultList()
                .stream()
                .map(RuleSetStore::toRuleSet)
                .toList();
    }

    /** The version in force, with the realm's row locked until the transaction ends. */
    public Optional<RuleSet> lock(String realmId) {
        return new RealmStore(session).lock(realmId).policy().map(this::byId);
    }

    /** Adds a version after the one that was locked, and puts it in force. Known errors are those of rules that were. */
    public RuleSet put(
            String realmId, int version, String document, int rules, Instant now, String createdBy, String comment) {
        AgentRuleSetEntity row = new AgentRuleSetEntity();
        row.id = UUID.randomUUID().toString();
        row.realmId = realmId;
        row.version = version;
        row.document = document;
        row.rules = rules;
        row.createdAt = now.toEpochMilli();
        row.createdBy = createdBy;
        row.comment = comment;
        em.persist(row);
        new RealmStore(session).policy(realmId, row.id);
        em.createQuery("delete from AgentRuleErrorEntity e where e.realmId = :realm")
                .setParameter("realm", realmId)
                .executeUpdate();
        return toRuleSet(row);
    }

    /** Notes that a rule of a version could not be evaluated. */
    public void erred(String realmId, String ruleSetId, String ruleId, String problem, Instant now) {
        int known = em.createQuery("update AgentRuleErrorEntity e set e.problem = :problem, e.lastAt = :now"
                        + " where e.realmId = :realm and e.ruleSetId = :set and e.ruleId = :rule")
                .setParameter("problem", problem)
                .setParameter("now", now.toEpochMilli())
                .setParameter("realm", realmId)
                .setParameter("set", ruleSetId)
                .setParameter("rule", ruleId)
                .executeUpdate();
        if (known == 0) {
            AgentRuleErrorEntity row = new AgentRuleErrorEntity();
            row.id = UUID.randomUUID().toString();
            row.realmId = realmId;
            row.ruleSetId = ruleSetId;
            row.ruleId = ruleId;
            row.problem = problem;
            row.lastAt = now.toEpochMilli();
            em.persist(row);
        }
    }

    /** What is wrong with the rules in force that could not be evaluated since an instant. */
    public List<String> errors(String realmId, Instant since) {
        Optional<String> inForce = inForce(realmId);
        if (inForce.isEmpty()) {
            return List.of();
        }
        return em
                .createQuery(
                        "select e from AgentRuleErrorEntity e where e.realmId = :realm and e.ruleSetId = :set and e.lastAt > :since"
                                + " order by e.ruleId",
                        AgentRuleErrorEntity.class)
                .setParameter("realm", realmId)
                .setParameter("set", inForce.get())
                .setParameter("since", since.toEpochMilli())
                .getResultList()
                .stream()
                .map(row -> "rule " + row.ruleId + ": " + row.problem)
                .toList();
    }

    private static RuleSet toRuleSet(AgentRuleSetEntity row) {
        return new RuleSet(
                row.id,
                row.version,
                row.document,
                row.rules,
                Instant.ofEpochMilli(row.createdAt),
                row.createdBy,
                row.comment);
    }
}
