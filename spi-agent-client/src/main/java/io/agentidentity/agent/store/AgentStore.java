package io.agentidentity.agent.store;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Meant;
import io.agentidentity.agent.Agent.OwnerAnswer;
import io.agentidentity.agent.AgentJson;
import io.agentidentity.agent.AgentSpec;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.Environment;
import io.agentidentity.agent.Review;
import io.agentidentity.agent.Risk;
import io.agentidentity.agent.Suspension;
import io.agentidentity.agent.credential.HeldCredential;
import io.agentidentity.json.StrictJson;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The agents of all realms; every read goes to the database or the current transaction, never to a cache. */
public final class AgentStore {

    /** How far {@code lastUsedAt} may lag behind, in seconds. */
    public static final int LAST_USED_GRAIN_SECONDS = 60;

    /** Notes in the session which agents were read with their realm. */
    private static final String READ = AgentStore.class.getName() + ".read.";

    private final KeycloakSession session;
    private final EntityManager em;
    private final RealmStore realms;

    public AgentStore(KeycloakSession session) {
        this.session = session;
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realms = new RealmStore(session);
    }

    private Agent agent(AgentEntity row) {
        return row.toAgent(realms.risk(row.realmId));
    }

    /** The agent whose client has this internal id. */
    public Optional<Agent> find(String realmId, String id) {
        return row(realmId, id).map(this::agent);
    }

    /**
     * As {@link #find}, with the row of its realm in the same statement, which stays in this transaction's persistence context for
     * {@link RealmStore}.
     */
    public Optional<Agent> findWithRealm(String realmId, String id) {
        if (session.getAttribute(READ + id) == null) {
            session.setAttribute(READ + id, true);
            boolean realmHasNoRow = em
                    .createQuery(
                            "select a, r from AgentEntity a left join AgentRealmEntity r on r.realmId = a.realmId"
                                    + " where a.id = :id and a.realmId = :realm",
                            Object[].class)
                    .setParameter("id", id)
                    .setParameter("realm", realmId)
                    .getResultList()
                    .stream()
                    .anyMatch(row -> row[1] == null);
            if (realmHasNoRow) {
                new RealmStore(session).absent(realmId);
            }
        }
        return find(realmId, id);
    }

    /** The agent as it stands at this moment, whatever this session read before. */
    public Optional<Agent> anew(String realmId, String id) {
        return row(realmId, id).map(row -> {
            em.refresh(row);
            return agent(row);
        });
    }

    /** The agent as it stands now, locked until the transaction ends. */
    public Optional<Agent> lock(String realmId, String id) {
        return row(realmId, id).map(row -> {
            em.refresh(row, LockModeType.PESSIMISTIC_WRITE);
            return agent(row);
        });
    }

    /**
     * Agents as they stand now, locked until the transaction ends. Whoever locks several does it by this, before any task: in the
     * order of their ids nobody waits for another in a circle.
     */
    public List<Agent> lock(String realmId, Collection<String> ids) {
        return ids.stream()
                .distinct()
                .sorted()
                .flatMap(id -> lock(realmId, id).stream())
                .toList();
    }

    /** Adds an agent; {@code held} is the credential that its client has already. */
    public Agent create(NewAgent agent, AgentSpec spec, HeldCredential held, Instant now) {
        AgentEntity row = new AgentEntity();
        row.id = agent.id();
        row.realmId = agent.realmId();
        row.status = AgentStatus.ACTIVE;
        row.risk = Risk.Level.LOW;
        row.ownerAnswer = agent.ownerAnswer();
        row.reviewDueAt = agent.reviewDueAt().toEpochMilli();
        row.createdAt = now.toEpochMilli();
        fill(row, agent.ownerId(), held, spec, agent.meant(), now);
        em.persist(row);
        em.flush();
        return agent(row);
    }

    /** Writes what differs; if nothing does, the version stays. */
    public Agent update(Agent agent, String ownerId, HeldCredential held, AgentSpec spec, Meant meant, Instant now) {
        AgentEntity row = row(agent.realmId(), agent.id()).orElseThrow();
        Agent before = agent(row);
        fill(row, ownerId, held, spec, meant, before.updatedAt());
        if (agent(row).equals(before)) {
            return before;
        }
        row.updatedAt = now.toEpochMilli();
        row.examinedAt = 0;
        em.flush();
        return agent(row);
    }

    /** Hands the agent to an owner; everything issued so far stays dead for good. */
    public Agent handOver(Agent agent, String ownerId, OwnerAnswer answer, Instant now) {
        return change(agent, now, row -> {
            row.ownerId = ownerId;
            row.ownerAnswer = answer;
            row.orphanedAt = null;
            row.epoch++;
        });
    }

    public Agent answered(Agent agent, OwnerAnswer answer, Instant now) {
        return change(agent, now, row -> row.ownerAnswer = answer);
    }

    /** Notes since when the owner is out, or that there is one again. */
    public Agent orphaned(Agent agent, Optional<Instant> since, Instant now) {
        return change(
                agent,
                now,
                row -> row.orphanedAt = since.map(Instant::toEpochMilli).orElse(null));
    }

    /**
     * Moves the agent to a status.
     *
     * @param reason why, in words; of one that is suspended the ground says it
     * @param suspension present exactly if the status is {@code SUSPENDED}
     * @param newEpoch whether all that was issued so far stays dead for good
     */
    public Agent move(
            Agent agent,
            AgentStatus status,
            String reason,
            Optional<Suspension> suspension,
            boolean newEpoch,
            Instant now) {
        return change(agent, now, row -> {
            row.status = status;
            row.statusReason =
                    suspension.isPresent() ? suspension.get().first().reason().orElse(null) : reason;
            row.setSuspension(suspension);
            if (newEpoch) {
                row.epoch++;
            }
        });
    }

    public Agent setRisk(Agent agent, Risk risk, Instant now) {
        return change(agent, now, row -> row.setRisk(risk));
    }

    /**
     * Writes down what has worn off of the risk of a locked agent.
     *
     * @return the risk as it was written before; empty if nothing has worn off
     */
    public Optional<Risk> settleRisk(Agent locked, Instant now) {
        Risk before = row(locked.realmId(), locked.id()).orElseThrow().risk();
        if (before.equals(locked.risk())) {
            return Optional.empty();
        }
        setRisk(locked, locked.risk(), now);
        return Optional.of(before);
    }

    /** Agents of whose risk something has worn off by an instant, where that is not written down yet. */
    public List<String> wornRisks(String realmId, Instant now, Duration decay, int max) {
        List<String> ids = new ArrayList<>(em.createQuery(
                        "select a.id from AgentEntity a where a.realmId = :realm and a.riskUntil <= :now", String.class)
                .setParameter("realm", realmId)
                .setParameter("now", now.toEpochMilli())
                .setMaxResults(max)
                .getResultList());
        ids.addAll(em.createQuery(
                        "select a.id from AgentEntity a where a.realmId = :realm and a.risk in :raised"
                                + " and a.riskUntil is null and a.riskSince <= :before",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("raised", EnumSet.complementOf(EnumSet.of(Risk.Level.LOW)))
                .setParameter("before", now.minus(decay).toEpochMilli())
                .setMaxResults(max)
                .getResultList());
        return ids;
    }

    public Agent setReview(Agent agent, Review review, Instant now) {
        return change(agent, now, row -> {
            row.reviewedAt = review.lastAt().map(Instant::toEpochMilli).orElse(null);
            row.reviewDueAt = review.dueAt().map(Instant::toEpochMilli).orElse(null);
        });
    }

    public Agent setCredential(Agent agent, HeldCredential held, Instant now) {
        return change(agent, now, row -> fill(row, held));
    }

    /** Every change puts the agent first in line for an examination. */
    private Agent change(Agent agent, Instant now, Consumer<AgentEntity> change) {
        AgentEntity row = row(agent.realmId(), agent.id()).orElseThrow();
        change.accept(row);
        row.updatedAt = now.toEpochMilli();
        row.examinedAt = 0;
        em.flush();
        return agent(row);
    }

    /**
     * Gives agents of an environment an earlier review where the period from one to the next is shorter now, and none a later one.
     *
     * @param period from one review to the next
     * @param earliest no review is moved to before this instant
     */
    public void reviewSooner(String realmId, Environment environment, Duration period, Instant earliest) {
        em.createQuery(
                        "update AgentEntity a set a.reviewDueAt = case when coalesce(a.reviewedAt, a.createdAt) + :period"
                                + " > :earliest then coalesce(a.reviewedAt, a.createdAt) + :period else :earliest end"
                                + " where a.realmId = :realm and a.environment = :environment and a.reviewDueAt > :earliest"
                                + " and a.reviewDueAt > coalesce(a.reviewedAt, a.createdAt) + :period")
                .setParameter("period", period.toMillis())
                .setParameter("earliest", earliest.toEpochMilli())
                .setParameter("realm", realmId)
                .setParameter("environment", environment)
                .executeUpdate();
    }

    /** Whether an id is that of somebody who owns an agent, also where the person is gone. */
    public boolean owns(String realmId, String ownerId) {
        return !em.createQuery(
                        "select a.id from AgentEntity a where a.realmId = :realm and a.ownerId = :owner", String.class)
                .setParameter("realm", realmId)
                .setParameter("owner", ownerId)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    /** The agents of an owner, by client id. */
    public List<Agent> ofOwner(String realmId, String ownerId) {
        return em
                .createQuery(
                        "select a from AgentEntity a where a.realmId = :realm and a.ownerId = :owner order by a.clientId",
                        AgentEntity.class)
                .setParameter("realm", realmId)
                .setParameter("owner", ownerId)
                .getResultList()
                .stream()
                .map(this::agent)
                .toList();
    }

    /** The owners of agents of a realm after an id, each once, in order. */
    public List<String> owners(String realmId, String after, int max) {
        return em.createQuery(
                        "select distinct a.ownerId from AgentEntity a where a.realmId = :realm and a.ownerId > :after"
                                + " order by a.ownerId",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("after", after)
                .setMaxResults(max)
                .getResultList();
    }

    /** Those of some owners who own agents that are noted as orphaned. */
    public Set<String> ownersOfOrphans(String realmId, List<String> owners) {
        if (owners.isEmpty()) {
            return Set.of();
        }
        return Set.copyOf(em.createQuery(
                        "select distinct a.ownerId from AgentEntity a where a.realmId = :realm and a.ownerId in :owners"
                                + " and a.orphanedAt is not null",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("owners", owners)
                .getResultList());
    }

    /** Active agents with a date after one instant and at or before another, the earliest first. */
    public List<Agent> dated(String realmId, Dated date, Instant after, Instant upTo, int first, int max) {
        return em
                .createQuery(
                        "select a from AgentEntity a where a.realmId = :realm and a.status = :active and a."
                                + date.column
                                + " > :after and a." + date.column + " <= :upTo order by a." + date.column
                                + ", a.clientId",
                        AgentEntity.class)
                .setParameter("realm", realmId)
                .setParameter("active", AgentStatus.ACTIVE)
                .setParameter("after", after.toEpochMilli())
                .setParameter("upTo", upTo.toEpochMilli())
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultList()
                .stream()
                .map(this::agent)
                .toList();
    }

    /** Suspended agents whose suspension is over at an instant. */
    public List<Agent> suspensionOver(String realmId, Instant now, int max) {
        return em
                .createQuery(
                        "select a from AgentEntity a where a.realmId = :realm and a.status = :suspended"
                                + " and a.suspendedUntil <= :now",
                        AgentEntity.class)
                .setParameter("realm", realmId)
                .setParameter("suspended", AgentStatus.SUSPENDED)
                .setParameter("now", now.toEpochMilli())
                .setMaxResults(max)
                .getResultList()
                .stream()
                .map(this::agent)
                .toList();
    }

    /** Notes that something of the agent changed which has rows of its own. */
    public Agent touched(Agent agent, Instant now) {
        return change(agent, now, row -> {});
    }

    /** Notes that the agent has expired; answers whether that was not noted before. */
    public boolean noteExpired(Agent agent, Instant now) {
        AgentEntity row = row(agent.realmId(), agent.id()).orElseThrow();
        if (row.expiredAt != null) {
            return false;
        }
        row.expiredAt = now.toEpochMilli();
        row.examinedAt = 0;
        em.flush();
        return true;
    }

    /** Agents that have expired by an instant, where that is not noted yet. */
    public List<String> newlyExpired(String realmId, Instant now, int max) {
        return em.createQuery(
                        "select a.id from AgentEntity a where a.realmId = :realm and a.expiredAt is null"
                                + " and a.expiresAt > 0 and a.expiresAt <= :now and a.status <> :retired"
                                + " order by a.expiresAt",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("now", now.toEpochMilli())
                .setParameter("retired", AgentStatus.RETIRED)
                .setMaxResults(max)
                .getResultList();
    }

    /** The owners of agents that were used after an instant, each once. */
    public List<String> ownersOfUsed(String realmId, Instant after) {
        return em.createQuery(
                        "select distinct a.ownerId from AgentEntity a where a.realmId = :realm and a.lastUsedAt > :after",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("after", after.toEpochMilli())
                .getResultList();
    }

    /** Makes everything issued to an agent so far dead for good. */
    public Agent newEpoch(Agent agent) {
        AgentEntity row = row(agent.realmId(), agent.id()).orElseThrow();
        row.epoch++;
        em.flush();
        return agent(row);
    }

    /** Notes that the agent was used, to the minute, without touching its version. */
    public void used(Agent agent, Instant now) {
        long time = now.toEpochMilli();
        boolean recent = agent.lastUsedAt()
                .filter(last -> time - last.toEpochMilli() < LAST_USED_GRAIN_SECONDS * 1000L)
                .isPresent();
        if (!recent) {
            em.createNativeQuery("update AGENT set LAST_USED_AT = ?1 where ID = ?2")
                    .setParameter(1, time)
                    .setParameter(2, agent.id())
                    .executeUpdate();
        }
    }

    /**
     * Notes that findings were worked out; that is no change of the agent.
     *
     * @return false if there is no such agent
     */
    public boolean examined(String id, Instant now) {
        return em.createQuery("update AgentEntity a set a.examinedAt = :now where a.id = :id")
                        .setParameter("now", now.toEpochMilli())
                        .setParameter("id", id)
                        .executeUpdate()
                == 1;
    }

    /**
     * Agents of any realm that were last examined before an instant, the longest ago first; their records are not read, since one
     * that cannot be read would hold up the others.
     */
    public List<AgentKey> examinedBefore(Instant before, int max) {
        return em
                .createQuery(
                        "select a.realmId, a.id from AgentEntity a where a.examinedAt < :before order by a.examinedAt",
                        Object[].class)
                .setParameter("before", before.toEpochMilli())
                .setMaxResults(max)
                .getResultList()
                .stream()
                .map(row -> new AgentKey((String) row[0], (String) row[1]))
                .toList();
    }

    public void rename(String realmId, String id, String clientId) {
        row(realmId, id).ifPresent(row -> {
            row.clientId = clientId;
            new WordStore(em).put(row, agent(row).facts().labels());
        });
    }

    public void delete(String realmId, String id) {
        row(realmId, id).ifPresent(em::remove);
        new WordStore(em).delete(id);
    }

    public void deleteRealm(String realmId) {
        em.createQuery("delete from AgentEntity a where a.realmId = :realm")
                .setParameter("realm", realmId)
                .executeUpdate();
        new WordStore(em).deleteRealm(realmId);
    }

    private Optional<AgentEntity> row(String realmId, String id) {
        return Optional.ofNullable(em.find(AgentEntity.class, id)).filter(row -> row.realmId.equals(realmId));
    }

    private void fill(AgentEntity row, String ownerId, HeldCredential held, AgentSpec spec, Meant meant, Instant now) {
        row.clientId = spec.clientId();
        row.name = spec.name();
        row.description = spec.description();
        row.purpose = spec.purpose();
        row.environment = spec.environment();
        row.ownerId = ownerId;
        Long expiresAt = spec.expiresAt().map(Instant::toEpochMilli).orElse(null);
        if (!Objects.equals(expiresAt, row.expiresAt)) {
            row.expiresAt = expiresAt;
            row.expiredAt = null;
        }
        fill(row, held);
        row.setDelegation(StrictJson.write(AgentJson.write(spec.delegation())));
        row.setCeiling(StrictJson.write(AgentJson.write(spec.ceiling())));
        row.setAutonomous(
                spec.autonomous().map(AgentJson::write).map(StrictJson::write).orElse(null));
        row.setMeant(StrictJson.write(AgentJson.write(meant)));
        row.strictness = StrictJson.write(AgentJson.write(spec.strictness()));
        row.setFacts(StrictJson.write(AgentJson.write(spec.facts())));
        row.updatedAt = now.toEpochMilli();
        new WordStore(em).put(row, spec.facts().labels());
    }

    private static void fill(AgentEntity row, HeldCredential held) {
        row.credentialType = held.type();
        row.credentialDigest = held.digest();
        row.credentialEndsAt = held.endsAt().map(Instant::toEpochMilli).orElse(null);
    }

    /**
     * What a new agent has beside what an administrator asks for.
     *
     * @param id internal id of its client
     */
    public record NewAgent(
            String realmId, String id, String ownerId, OwnerAnswer ownerAnswer, Instant reviewDueAt, Meant meant) {}

    /** The dates of an agent. */
    public enum Dated {
        REVIEW_DUE("reviewDueAt"),
        EXPIRY("expiresAt"),
        CREDENTIAL_END("credentialEndsAt");

        private final String column;

        Dated(String column) {
            this.column = column;
        }
    }

    /** Which agent, without anything about it. */
    public record AgentKey(String realmId, String id) {}
}
