package io.agentidentity.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.util.JsonSerialization;

/** Records that wait: what they tell of is committed with them, and they go into the log as soon as that takes them. */
public final class PendingRecords {

    private static final Logger LOG = Logger.getLogger(PendingRecords.class);

    /** Records of one row, and of one transaction when they are written. */
    private static final int BATCH = 500;

    private static final int MOST_ROWS = 200;

    private final KeycloakSession session;
    private final EntityManager em;

    PendingRecords(KeycloakSession session) {
        this.session = session;
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** Keeps records in the current transaction and writes them when it is committed. */
    void keep(String realmId, List<ObjectNode> events) {
        List<String> ids = new ArrayList<>();
        for (int from = 0; from < events.size(); from += BATCH) {
            ArrayNode batch = StrictJson.array(List.of());
            batch.addAll(events.subList(from, Math.min(events.size(), from + BATCH)));
            AgentAuditPendingEntity row = new AgentAuditPendingEntity();
            row.id = UUID.randomUUID().toString();
            row.realmId = realmId;
            row.createdAt = Time.currentTimeMillis();
            row.records = StrictJson.write(batch);
            em.persist(row);
            ids.add(row.id);
        }
        session.getTransactionManager().enlistAfterCompletion(new Write(session.getKeycloakSessionFactory(), ids));
    }

    /**
     * Writes records that have waited since before an instant, oldest first, and marks them as late.
     *
     * @throws RuntimeException if the log still takes none
     */
    public static void writeLate(KeycloakSessionFactory factory, Instant before) {
        List<String> ids = KeycloakModelUtils.runJobInTransactionWithResult(
                factory, session -> new PendingRecords(session).waiting(before));
        ids.forEach(id -> write(factory, id, true));
    }

    private List<String> waiting(Instant before) {
        return em.createQuery(
                        "select p.id from AgentAuditPendingEntity p where p.createdAt < :before order by p.createdAt",
                        String.class)
                .setParameter("before", before.toEpochMilli())
                .setMaxResults(MOST_ROWS)
                .getResultList();
    }

    private static void write(KeycloakSessionFactory factory, String id, boolean late) {
        KeycloakModelUtils.runJobInTransaction(factory, session -> new PendingRecords(session).write(id, late));
    }

    private void write(String id, boolean late) {
        AgentAuditPendingEntity row = em.find(AgentAuditPendingEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (row == null) {
            return;
        }
        AuditLog log = new AuditLog(session);
        for (JsonNode event : parsed(row.records)) {
            if (late) {
                event.withObject("/data").put("late", true);
            }
            log.write(row.realmId, event);
        }
        em.remove(row);
    }

    private static JsonNode parsed(String records) {
        try {
            return JsonSerialization.mapper.readTree(records);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Write extends AbstractKeycloakTransaction {

        private final KeycloakSessionFactory factory;
        private final List<String> ids;

        private Write(KeycloakSessionFactory factory, List<String> ids) {
            this.factory = factory;
            this.ids = ids;
        }

        @Override
        protected void commitImpl() {
            try {
                ids.forEach(id -> write(factory, id, false));
            } catch (RuntimeException e) {
                // What the records tell of is done, and whoever did it must not read that it failed.
                LOG.warnf(e, "records of what has ended could not be written and are written later");
            }
        }

        @Override
        protected void rollbackImpl() {
            // What was rolled back did not happen.
        }
    }
}
