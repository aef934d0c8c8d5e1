package io.agentidentity.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.audit.sink.AuditSinks;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.Urls;
import org.keycloak.urls.UrlType;

/** Writes and searches records. */
public final class AuditLog {

    private final KeycloakSession session;
    private final EntityManager em;

    public AuditLog(KeycloakSession session) {
        this.session = session;
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** Writes a record in the current transaction, so that it exists exactly if the act it describes happened. */
    public void append(RealmModel realm, AuditRecord record) {
        write(realm.getId(), event(realm, record));
    }

    private ObjectNode event(RealmModel realm, AuditRecord record) {
        return record.event(
                issuer(session, realm), Instant.ofEpochMilli(Time.currentTimeMillis()), RequestTrace.of(session));
    }

    /** Writes a record as it is. */
    void write(String realmId, JsonNode event) {
        AgentAuditEntity row = AgentAuditEntity.of(realmId, event);
        em.persist(row);
        session.getTransactionManager().enlistAfterCompletion(new PassOn(row.getRecord()));
    }

    /**
     * Writes records of an act that must not wait for them: they are kept beside in the current transaction and written right
     * after it. If that fails they are written later and marked {@code late}.
     */
    public void appendAfterCommit(RealmModel realm, Collection<AuditRecord> records) {
        if (!records.isEmpty()) {
            new PendingRecords(session)
                    .keep(
                            realm.getId(),
                            records.stream().map(record -> event(realm, record)).toList());
        }
    }

    /** As {@link #appendAfterCommit(RealmModel, Collection)} for one record. */
    public void appendAfterCommit(RealmModel realm, AuditRecord record) {
        appendAfterCommit(realm, List.of(record));
    }

    /**
     * Writes a record that must survive the rollback of the request it describes.
     *
     * @throws RuntimeException if it cannot be written; then the caller must not give a plain refusal either
     */
    public static void appendDespiteRollback(KeycloakSession session, RealmModel realm, AuditRecord record) {
        KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), session.getContext(), own -> {
            AuditLog log = new AuditLog(own);
            log.append(own.realms().getRealm(realm.getId()), record);
            log.em.flush();
        });
    }

    /**
     * A page of records, newest first, as JSON.
     *
     * @param first index of the first record
     * @param max most records
     */
    public List<String> search(RealmModel realm, Query query, int first, int max) {
        Map<String, Object> values = new LinkedHashMap<>();
        List<String> conditions = new ArrayList<>();
        conditions.add("r.realmId = :realm");
        values.put("realm", realm.getId());
        query.conditions(conditions, values);
        TypedQuery<AgentAuditEntity> select = em.createQuery(
                "select r from AgentAuditEntity r where " + String.join(" and ", conditions)
                        + " order by r.time desc, r.id desc",
                AgentAuditEntity.class);
        values.forEach(select::setParameter);
        return select.setFirstResult(first).setMaxResults(max).getResultList().stream()
                .map(AgentAuditEntity::getRecord)
                .toList();
    }

    public void deleteRealm(String realmId) {
        for (String entity : List.of("AgentAuditEntity", "AgentAuditPendingEntity")) {
            em.createQuery("delete from " + entity + " r where r.realmId = :realm")
                    .setParameter("realm", realmId)
                    .executeUpdate();
        }
    }

    /** The issuer identifier of a realm as clients see it; outside a request, where no address is known, a URN. */
    public static String issuer(KeycloakSession session, RealmModel realm) {
        if (!inRequest(session)) {
            return "urn:keycloak:realm:" + realm.getName();
        }
        return Urls.realmIssuer(session.getContext().getUri(UrlType.FRONTEND).getBaseUri(), realm.getName());
    }

    /** A chore on Keycloak's timer has no request; some versions answer that with nothing, others with an exception. */
    static boolean inRequest(KeycloakSession session) {
        try {
            return session.getContext().getHttpRequest() != null;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /**
     * What a search is narrowed to; a {@code null} member does not narrow.
     *
     * @param agent internal id or client id
     * @param from first instant, inclusive
     * @param to last instant, exclusive
     */
    public record Query(
            String agent,
            String owner,
            String principal,
            String task,
            String jti,
            String type,
            String actorKind,
            String outcome,
            Instant from,
            Instant to) {

        private void conditions(List<String> conditions, Map<String, Object> values) {
            if (agent != null) {
                conditions.add("(r.agentId = :agent or r.agentClientId = :agent)");
                values.put("agent", agent);
            }
            equal("ownerId", owner, conditions, values);
            equal("principalId", principal, conditions, values);
            equal("taskId", task, conditions, values);
            equal("jti", jti, conditions, values);
            equal("type", type, conditions, values);
            equal("actorKind", actorKind, conditions, values);
            equal("outcome", outcome, conditions, values);
            if (from != null) {
                conditions.add("r.time >= :from");
                values.put("from", from.toEpochMilli());
            }
            if (to != null) {
                conditions.add("r.time < :to");
                values.put("to", to.toEpochMilli());
            }
        }

        private static void equal(String column, String value, List<String> conditions, Map<String, Object> values) {
            if (value != null) {
                conditions.add("r." + column + " = :" + column);
                values.put(column, value);
            }
        }
    }

    private static final class PassOn extends AbstractKeycloakTransaction {

        private final String line;

        private PassOn(String line) {
            this.line = line;
        }

        @Override
        protected void commitImpl() {
            AuditSinks.accept(line);
        }

        @Override
        protected void rollbackImpl() {
            // What was rolled back did not happen.
        }
    }
}
