package io.agentidentity.audit.seal;

import jakarta.persistence.EntityManager;
import java.util.List;
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
                                + " where r.realmId = :realm and r.sequence > :after order by r.sequence, r.id",
                        Object[].class)
                .setParameter("realm", realmId)
                .setParameter("after", after)
                .setMaxResults(max)
                .getResultList()
                .stream()
                .map(row -> new Row((Long) row[0], row[1] != null ? (String) row[1] : (String) row[2]))
                .toList();
    }

    /** Whoever asks sees what was written before; what cannot be sealed now is seen later. */
    public void sealNow() {
        try {
            Sealer.seal(session.getKeycloakSessionFactory(), realmId);
        } catch (RuntimeException e) {
            LOG.warnf(e, "records of realm %s could not be sealed", realmId);
        }
    }

    /** Deletes what is kept of the chain of a realm that is gone. */
    public void deleteRealm() {
        for (String entity :
                List.of("AgentAuditEntity", "AgentAuditChainEntity", "AgentAuditHeadEntity", "AgentAuditKeyEntity")) {
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
}
