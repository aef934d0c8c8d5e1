package io.agentidentity.audit.outbox;

import io.agentidentity.audit.delivery.Cursor;
import io.agentidentity.audit.delivery.Webhook;
import io.agentidentity.json.StrictJson;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The sinks of all realms, and who delivers to which at the moment. */
public final class SinkStore {

    /** For how long a delivery may say nothing before another node takes it over; longer than any page of lines takes. */
    private static final Duration LEASE = Duration.ofSeconds(90);

    private static final Duration SEEN_EVERY = Duration.ofHours(1);

    /** After this long without a server that writes them, files hold no record back any more. */
    private static final Duration FILE_FORGOTTEN = Duration.ofDays(7);

    private final EntityManager em;

    public SinkStore(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    public List<Sink> list(String realmId) {
        return em
                .createQuery(
                        "select s from AgentAuditSinkEntity s where s.realmId = :realm order by s.name",
                        AgentAuditSinkEntity.class)
                .setParameter("realm", realmId)
                .getResultList()
                .stream()
                .map(SinkStore::sink)
                .toList();
    }

    public Optional<Sink> find(String realmId, String name) {
        return list(realmId).stream().filter(sink -> sink.name().equals(name)).findFirst();
    }

    /** Makes a sink that is done with everything up to these places. */
    public void create(String realmId, String name, Webhook webhook, long sequence, long head, Instant now) {
        AgentAuditSinkEntity row = row(realmId, name, SinkKind.WEBHOOK, now);
        row.enabled = webhook.enabled();
        row.config = StrictJson.write(webhook.write());
        row.sequence = sequence;
        row.headSequence = head;
        em.persist(row);
        em.flush();
    }

    /** Says anew what a sink is. It is tried at once, and whoever delivers as it was before notices that it has lost it. */
    public void change(String id, Webhook webhook, Instant now) {
        em.createQuery("update AgentAuditSinkEntity s set s.enabled = :enabled, s.config = :config, s.nextAt = :now,"
                        + " s.lease = null, s.leasedUntil = 0 where s.id = :id")
                .setParameter("enabled", webhook.enabled())
                .setParameter("config", StrictJson.write(webhook.write()))
                .setParameter("now", now.toEpochMilli())
                .setParameter("id", id)
                .executeUpdate();
        em.refresh(em.find(AgentAuditSinkEntity.class, id));
    }

    /** Removes a sink and what it did not take. */
    public void delete(String id) {
        em.createQuery("delete from AgentAuditDeadLetterEntity d where d.sinkId = :id")
                .setParameter("id", id)
                .executeUpdate();
        em.createQuery("delete from AgentAuditSinkEntity s where s.id = :id")
                .setParameter("id", id)
                .executeUpdate();
    }

    public void deleteRealm(String realmId) {
        for (String entity : List.of("AgentAuditDeadLetterEntity", "AgentAuditSinkEntity")) {
            em.createQuery("delete from " + entity + " r where r.realmId = :realm")
                    .setParameter("realm", realmId)
                    .executeUpdate();
        }
    }

    /** The last record of a realm that every sink that is at work is done with, and the head that is of it; empty if there is none. */
    public Optional<Long> deliveredToAll(String realmId, Instant now) {
        return list(realmId).stream()
                .filter(Sink::enabled)
                .filter(sink -> sink.kind() == SinkKind.WEBHOOK || sink.seenAt().isAfter(now.minus(FILE_FORGOTTEN)))
                .map(Sink::cursor)
                .map(cursor -> Math.min(cursor.sequence(), cursor.head()))
                .min(Comparator.naturalOrder());
    }

    /** Says that this server writes a file for each realm that has records, so that they are kept until they are written. */
    void files(Instant now) {
        for (String realmId : em.createQuery(
                        "select c.realmId from AgentAuditChainEntity c where not exists (select s.id from"
                                + " AgentAuditSinkEntity s where s.realmId = c.realmId and s.kind = :file)",
                        String.class)
                .setParameter("file", SinkKind.FILE)
                .getResultList()) {
            AgentAuditSinkEntity row = row(realmId, Webhook.FILE, SinkKind.FILE, now);
            row.enabled = true;
            row.seenAt = now.toEpochMilli();
            em.persist(row);
        }
        em.createQuery("update AgentAuditSinkEntity s set s.seenAt = :now where s.kind = :file and s.seenAt < :before")
                .setParameter("now", now.toEpochMilli())
                .setParameter("file", SinkKind.FILE)
                .setParameter("before", now.minus(SEEN_EVERY).toEpochMilli())
                .executeUpdate();
    }

    /** Tries a sink at once. */
    void hurry(String id, Instant now) {
        em.createQuery("update AgentAuditSinkEntity s set s.nextAt = :now where s.id = :id and s.nextAt > :now")
                .setParameter("now", now.toEpochMilli())
                .setParameter("id", id)
                .executeUpdate();
    }

    /** The ids of sinks that have something to send and to which nobody is sending. */
    List<String> due(Instant now, List<SinkKind> kinds) {
        return em.createQuery(
                        "select s.id from AgentAuditSinkEntity s, AgentAuditChainEntity c where c.realmId = s.realmId"
                                + " and s.enabled = true and s.kind in :kinds and s.nextAt <= :now and s.leasedUntil <= :now"
                                + " and (c.sequence > s.sequence or c.signedSequence > s.headSequence or exists"
                                + " (select d.id from AgentAuditDeadLetterEntity d where d.sinkId = s.id and d.resend = true))"
                                + " order by s.nextAt",
                        String.class)
                .setParameter("kinds", kinds)
                .setParameter("now", now.toEpochMilli())
                .getResultList();
    }

    /** Takes a sink on; empty if another node has it, or nobody needs to. */
    Optional<String> take(String id, Instant now) {
        String lease = UUID.randomUUID().toString();
        int taken = em.createQuery("update AgentAuditSinkEntity s set s.lease = :lease, s.leasedUntil = :until"
                        + " where s.id = :id and s.enabled = true and s.leasedUntil <= :now and s.nextAt <= :now")
                .setParameter("lease", lease)
                .setParameter("until", now.plus(LEASE).toEpochMilli())
                .setParameter("id", id)
                .setParameter("now", now.toEpochMilli())
                .executeUpdate();
        return taken == 1 ? Optional.of(lease) : Optional.empty();
    }

    /** A sink as whoever has taken it on sees it; empty if they have lost it. */
    Optional<Sink> held(String id, String lease) {
        AgentAuditSinkEntity row = em.find(AgentAuditSinkEntity.class, id);
        return row != null && row.enabled && lease.equals(row.lease) ? Optional.of(sink(row)) : Optional.empty();
    }

    /** Notes how far a sink is, and that it is still being looked after; answers whether whoever notes it still has it. */
    boolean note(String id, String lease, Cursor cursor, Instant now) {
        return em.createQuery("update AgentAuditSinkEntity s set s.sequence = :sequence, s.headSequence = :head,"
                                + " s.failures = :failures, s.refusals = :refusals, s.nextAt = :next,"
                                + " s.deliveredAt = :delivered, s.failedAt = :failed, s.lastError = :error,"
                                + " s.leasedUntil = :until where s.id = :id and s.lease = :lease")
                        .setParameter("sequence", cursor.sequence())
                        .setParameter("head", cursor.head())
                        .setParameter("failures", cursor.failures())
                        .setParameter("refusals", cursor.refusals())
                        .setParameter("next", cursor.next().toEpochMilli())
                        .setParameter(
                                "delivered",
                                cursor.delivered().map(Instant::toEpochMilli).orElse(null))
                        .setParameter(
                                "failed",
                                cursor.failed().map(Instant::toEpochMilli).orElse(null))
                        .setParameter("error", cursor.error().orElse(null))
                        .setParameter("until", now.plus(LEASE).toEpochMilli())
                        .setParameter("id", id)
                        .setParameter("lease", lease)
                        .executeUpdate()
                == 1;
    }

    /** Lets a sink go. */
    void release(String id, String lease) {
        em.createQuery("update AgentAuditSinkEntity s set s.lease = null, s.leasedUntil = 0"
                        + " where s.id = :id and s.lease = :lease")
                .setParameter("id", id)
                .setParameter("lease", lease)
                .executeUpdate();
    }

    private static AgentAuditSinkEntity row(String realmId, String name, SinkKind kind, Instant now) {
        AgentAuditSinkEntity row = new AgentAuditSinkEntity();
        row.id = UUID.randomUUID().toString();
        row.realmId = realmId;
        row.name = name;
        row.kind = kind;
        row.createdAt = now.toEpochMilli();
        row.nextAt = now.toEpochMilli();
        return row;
    }

    private static Sink sink(AgentAuditSinkEntity row) {
        return new Sink(
                row.id,
                row.realmId,
                row.name,
                row.kind,
                row.enabled,
                Optional.ofNullable(row.config).map(StrictJson::parse).map(Webhook::parse),
                Instant.ofEpochMilli(row.createdAt),
                Instant.ofEpochMilli(row.seenAt),
                row.cursor());
    }
}
