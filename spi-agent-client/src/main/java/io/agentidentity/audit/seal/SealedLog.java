package io.agentidentity.audit.seal;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The sealed records of a realm, read along their chain. */
public final class SealedLog {

    private static final Logger LOG = Logger.getLogger(SealedLog.class);

    private final KeycloakSession session;
    private final EntityManager em;
    private final String realmId;

    public SealedLog(KeycloakSession session, String realmId) {
        this.session = session;
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
    }

    /**
     * Records along the chain, as JSON.
     *
     * @param after place of the record before the first one
     * @param max most records
     */
    public List<Row> along(long after, int max) {
        return em
                .createQuery(
                        "select r.sequence, r.record, r.recordLong from AgentAuditEntity r"
                                + " where r.realmId = :realm and r.sequence > :after order by r.realmId, r.sequence",
                        Object[].class)
                .setParameter("realm", realmId)
                .setParameter("after", after)
                .setMaxResults(max)
                .getResultList()
                .stream()
                .map(row -> new Row((Long) row[0], row[1] != null ? (String) row[1] : (String) row[2]))
                .toList();
    }

    /** The realms that have records. */
    public static List<String> realms(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery("select c.realmId from AgentAuditChainEntity c order by c.realmId", String.class)
                .getResultList();
    }

    /** How far the chain is. */
    public End end() {
        AgentAuditChainEntity chain = em.find(AgentAuditChainEntity.class, realmId);
        return chain == null ? new End(0, 0) : new End(chain.sequence, chain.signedSequence);
    }

    /** When the first record after a place of the chain was written; empty if there is none. */
    public Optional<Instant> timeAfter(long sequence) {
        return em
                .createQuery(
                        "select r.time from AgentAuditEntity r where r.realmId = :realm and r.sequence > :after"
                                + " order by r.realmId, r.sequence",
                        Long.class)
                .setParameter("realm", realmId)
                .setParameter("after", sequence)
                .setMaxResults(1)
                .getResultList()
                .stream()
                .findFirst()
                .map(Instant::ofEpochMilli);
    }

    /** Whoever asks sees what was written before; what cannot be sealed now is seen later. */
    public void sealNow() {
        try {
            Sealer.seal(session.getKeycloakSessionFactory(), realmId);
        } catch (RuntimeException e) {
            LOG.warnf(e, "records of realm %s could not be sealed", realmId);
        }
    }

    /** Deletes what is kept of the chain of a realm that goes, and what is being added to it. */
    public void deleteRealm() {
        Sealer.hold(session, realmId);
        for (String entity : List.of(
                "AgentAuditEntity",
                "AgentAuditChainEntity",
                "AgentAuditHeadEntity",
                "AgentAuditTombstoneEntity",
                "AgentAuditPersonEntity",
                "AgentAuditKeyEntity")) {
            em.createQuery("delete from " + entity + " r where r.realmId = :realm")
                    .setParameter("realm", realmId)
                    .executeUpdate();
        }
    }

    /**
     * A record and its place.
     *
     * @param record as JSON
     */
    public record Row(long sequence, String record) {}

    /**
     * How far a chain is.
     *
     * @param sequence of its last record
     * @param signed of the record that its newest signed head is of
     */
    public record End(long sequence, long signed) {}
}
