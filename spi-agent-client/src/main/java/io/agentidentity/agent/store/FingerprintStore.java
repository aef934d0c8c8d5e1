package io.agentidentity.agent.store;

import io.agentidentity.agent.credential.Fingerprint;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Which agent holds which key or subject. A unique index is what makes one key belong to one agent, also in a race. */
public final class FingerprintStore {

    private final EntityManager em;

    public FingerprintStore(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** The keys of an agent, oldest first. */
    public List<HeldKey> of(String agentId) {
        return rows(agentId).stream().map(FingerprintStore::held).toList();
    }

    /** The agent that holds a fingerprint. */
    public Optional<String> holder(String realmId, Fingerprint fingerprint) {
        return em
                .createQuery(
                        "select f.agentId from AgentFingerprintEntity f where f.realmId = :realm and f.fingerprint = :value",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("value", fingerprint.value())
                .getResultList()
                .stream()
                .findFirst();
    }

    /** The fingerprint as an agent holds it; empty if it does not. */
    public Optional<HeldKey> held(String agentId, Fingerprint fingerprint) {
        return em
                .createQuery(
                        "select f from AgentFingerprintEntity f where f.agentId = :agent and f.fingerprint = :value",
                        AgentFingerprintEntity.class)
                .setParameter("agent", agentId)
                .setParameter("value", fingerprint.value())
                .getResultList()
                .stream()
                .map(FingerprintStore::held)
                .findFirst();
    }

    /**
     * Notes a fingerprint as an agent's unless somebody holds it, whatever becomes of the current transaction: of two requests at
     * the same time, also of one agent, one is the first.
     *
     * @return who holds it now
     */
    public static String note(
            KeycloakSessionFactory factory, String realmId, String agentId, Fingerprint fingerprint, Instant now) {
        try {
            KeycloakModelUtils.runJobInTransaction(factory, own -> {
                FingerprintStore store = new FingerprintStore(own);
                store.add(realmId, agentId, fingerprint, now);
                store.em.flush();
            });
            return agentId;
        } catch (ModelDuplicateException e) {
            return KeycloakModelUtils.runJobInTransactionWithResult(
                            factory, own -> new FingerprintStore(own).holder(realmId, fingerprint))
                    .orElseThrow(() -> e);
        }
    }

    /**
     * Makes these the fingerprints of an agent; one that it has already keeps its age and its end.
     *
     * @throws ModelDuplicateException if another agent got one of them just now; the transaction is then of no more use
     */
    public void put(String realmId, String agentId, List<Fingerprint> fingerprints, Instant now) {
        Map<String, Fingerprint> wanted = fingerprints.stream()
                .collect(Collectors.toMap(Fingerprint::value, Function.identity(), (one, other) -> one));
        for (AgentFingerprintEntity row : rows(agentId)) {
            Fingerprint kept = wanted.remove(row.fingerprint);
            if (kept == null) {
                em.remove(row);
            } else {
                row.kid = kept.kid();
            }
        }
        em.flush();
        wanted.values().forEach(fingerprint -> add(realmId, agentId, fingerprint, now));
        em.flush();
    }

    /** Adds one more fingerprint to an agent. */
    public void add(String realmId, String agentId, Fingerprint fingerprint, Instant now) {
        AgentFingerprintEntity row = new AgentFingerprintEntity();
        row.id = UUID.randomUUID().toString();
        row.realmId = realmId;
        row.agentId = agentId;
        row.fingerprint = fingerprint.value();
        row.kid = fingerprint.kid();
        row.createdAt = now.toEpochMilli();
        em.persist(row);
    }

    /** Lets the keys that an agent has now run out at an instant, those that run out earlier excepted. */
    public void end(String agentId, Instant at) {
        for (AgentFingerprintEntity row : rows(agentId)) {
            if (row.endsAt == null || row.endsAt > at.toEpochMilli()) {
                row.endsAt = at.toEpochMilli();
            }
        }
        em.flush();
    }

    public void delete(String agentId) {
        em.createQuery("delete from AgentFingerprintEntity f where f.agentId = :agent")
                .setParameter("agent", agentId)
                .executeUpdate();
    }

    public void deleteRealm(String realmId) {
        em.createQuery("delete from AgentFingerprintEntity f where f.realmId = :realm")
                .setParameter("realm", realmId)
                .executeUpdate();
    }

    private List<AgentFingerprintEntity> rows(String agentId) {
        return em.createQuery(
                        "select f from AgentFingerprintEntity f where f.agentId = :agent order by f.createdAt, f.id",
                        AgentFingerprintEntity.class)
                .setParameter("agent", agentId)
                .getResultList();
    }

    private static HeldKey held(AgentFingerprintEntity row) {
        return new HeldKey(
                new Fingerprint(row.fingerprint, row.kid),
                Instant.ofEpochMilli(row.createdAt),
                Optional.ofNullable(row.endsAt).map(Instant::ofEpochMilli));
    }

    /**
     * A key or subject of an agent.
     *
     * @param since when the agent got it
     * @param endsAt when it is good no longer
     */
    public record HeldKey(Fingerprint fingerprint, Instant since, Optional<Instant> endsAt) {

        /** Whether it has run out at this instant. */
        public boolean endedAt(Instant now) {
            return endsAt.filter(end -> !now.isBefore(end)).isPresent();
        }
    }
}
