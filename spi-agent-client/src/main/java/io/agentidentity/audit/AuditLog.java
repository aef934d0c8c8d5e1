package io.agentidentity.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.Urls;
import org.keycloak.urls.UrlType;

/** Writes records. A sealer puts them into the chain of their realm within about a second. */
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
        em.persist(AgentAuditUnsealedEntity.of(realmId, event));
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

    public void deleteRealm(String realmId) {
        for (String entity : List.of("AgentAuditUnsealedEntity", "AgentAuditPendingEntity")) {
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
}
