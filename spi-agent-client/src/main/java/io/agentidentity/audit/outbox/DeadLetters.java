package io.agentidentity.audit.outbox;

import io.agentidentity.audit.delivery.Line;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The records that the receiver of a sink refused for good. */
public final class DeadLetters {

    private final KeycloakSession session;
    private final EntityManager em;
    private final String sinkId;

    public DeadLetters(KeycloakSession session, String sinkId) {
        this.session = session;
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.sinkId = sinkId;
    }

    /** A page of them, oldest first. */
    public List<Letter> page(int first, int max) {
        return em
                .createQuery(
                        "select d from AgentAuditDeadLetterEntity d where d.sinkId = :sink order by d.createdAt, d.id",
                        AgentAuditDeadLetterEntity.class)
                .setParameter("sink", sinkId)
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultList()
                .stream()
                .map(DeadLetters::letter)
                .toList();
    }

    public long count() {
        return em.createQuery("select count(d) from AgentAuditDeadLetterEntity d where d.sinkId = :sink", Long.class)
                .setParameter("sink", sinkId)
                .getSingleResult();
    }

    /**
     * Has some offered once more, as soon as it is the sink's turn.
     *
     * @param ids of some; empty for all
     * @return how many
     */
    public int resend(Optional<List<String>> ids, Instant now) {
        new SinkStore(session).hurry(sinkId, now);
        return some("update AgentAuditDeadLetterEntity d set d.resend = true where d.sinkId = :sink", ids);
    }

    /** Forgets some, as {@link #resend} takes them. */
    public int drop(Optional<List<String>> ids) {
        return some("delete from AgentAuditDeadLetterEntity d where d.sinkId = :sink", ids);
    }

    private int some(String statement, Optional<List<String>> ids) {
        Query query = em.createQuery(ids.isPresent() ? statement + " and d.id in :ids" : statement)
                .setParameter("sink", sinkId);
        ids.ifPresent(some -> query.setParameter("ids", some));
        return ids.filter(List::isEmpty).isPresent() ? 0 : query.executeUpdate();
    }

    /** Those that are to be offered once more. */
    List<Letter> toResend(int max) {
        return em
                .createQuery(
                        "select d from AgentAuditDeadLetterEntity d where d.sinkId = :sink and d.resend = true"
                                + " order by d.sequence, d.createdAt",
                        AgentAuditDeadLetterEntity.class)
                .setParameter("sink", sinkId)
                .setMaxResults(max)
                .getResultList()
                .stream()
                .map(DeadLetters::letter)
                .toList();
    }

    /** Keeps a line that was refused for good. */
    void add(String realmId, Line line, int attempts, String error, Instant now) {
        AgentAuditDeadLetterEntity row = new AgentAuditDeadLetterEntity();
        row.id = UUID.randomUUID().toString();
        row.realmId = realmId;
        row.sinkId = sinkId;
        row.set(line);
        row.attempts = attempts;
        row.lastError = error;
        row.createdAt = now.toEpochMilli();
        em.persist(row);
    }

    /** One was taken in the end. */
    void taken(String id) {
        drop(Optional.of(List.of(id)));
    }

    /** One was refused once more. */
    void refusedAgain(String id, String error) {
        em.createQuery("update AgentAuditDeadLetterEntity d set d.resend = false, d.attempts = d.attempts + 1,"
                        + " d.lastError = :error where d.id = :id")
                .setParameter("error", error)
                .setParameter("id", id)
                .executeUpdate();
    }

    private static Letter letter(AgentAuditDeadLetterEntity row) {
        return new Letter(
                row.id, row.line(), row.attempts, row.lastError, Instant.ofEpochMilli(row.createdAt), row.resend);
    }

    /**
     * One of them.
     *
     * @param attempts how often it was refused
     * @param error why, the last time
     * @param resend whether it is to be offered once more
     */
    public record Letter(String id, Line line, int attempts, String error, Instant since, boolean resend) {}
}
