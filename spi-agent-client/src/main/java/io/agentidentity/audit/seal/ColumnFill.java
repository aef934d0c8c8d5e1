package io.agentidentity.audit.seal;

import io.agentidentity.json.StrictJson;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** Fills in what records are searched by that were sealed before it was; from the end of their chain down, the records untouched. */
public final class ColumnFill {

    private static final Logger LOG = Logger.getLogger(ColumnFill.class);
    private static final int BATCH = 500;

    private final EntityManager em;

    public ColumnFill(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** The realms that have such records. */
    public List<String> realms() {
        return em.createQuery("select c.realmId from AgentAuditChainEntity c where c.fillTo > 0", String.class)
                .getResultList();
    }

    /**
     * Fills in one batch.
     *
     * @return whether there may be more
     */
    public boolean next(String realmId) {
        AgentAuditChainEntity chain = em.find(AgentAuditChainEntity.class, realmId, LockModeType.PESSIMISTIC_WRITE);
        if (chain == null || chain.fillTo == 0) {
            return false;
        }
        List<AgentAuditEntity> rows = em.createQuery(
                        "select r from AgentAuditEntity r where r.realmId = :realm and r.sequence <= :to"
                                + " order by r.realmId desc, r.sequence desc",
                        AgentAuditEntity.class)
                .setParameter("realm", realmId)
                .setParameter("to", chain.fillTo)
                .setMaxResults(BATCH)
                .getResultList();
        rows.forEach(ColumnFill::fill);
        chain.fillTo = rows.size() < BATCH ? 0 : rows.get(rows.size() - 1).sequence - 1;
        return chain.fillTo > 0;
    }

    private static void fill(AgentAuditEntity row) {
        try {
            row.fill(StrictJson.parse(row.getRecord()));
        } catch (StrictJson.MalformedJson e) {
            LOG.warnf(
                    "record %s was changed and is no JSON any more; it is found by what it was found by before",
                    row.id);
        }
    }
}
