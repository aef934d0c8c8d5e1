package io.agentidentity.audit.outbox;

import io.agentidentity.audit.delivery.Cursor;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/**
 * Row of a sink: what it is, and how far it is; times in milliseconds since the epoch. It is changed by statements that name the
 * columns, never as a whole: what an administrator says and what a delivery notes do not write over each other.
 */
@Entity
@Table(name = "AGENT_AUDIT_SINK")
public class AgentAuditSinkEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "NAME", length = 64)
    String name;

    @Enumerated(EnumType.STRING)
    @Column(name = "KIND", length = 10)
    SinkKind kind;

    @Column(name = "ENABLED")
    boolean enabled;

    /** As JSON; empty for a file. */
    @Column(name = "CONFIG", length = 3000)
    String config;

    @Column(name = "CREATED_AT")
    long createdAt;

    @Column(name = "SEQUENCE_NO")
    long sequence;

    @Column(name = "HEAD_SEQUENCE")
    long headSequence;

    @Column(name = "FAILURES")
    int failures;

    @Column(name = "REFUSALS")
    int refusals;

    @Column(name = "NEXT_AT")
    long nextAt;

    @Column(name = "DELIVERED_AT")
    Long deliveredAt;

    @Column(name = "FAILED_AT")
    Long failedAt;

    @Column(name = "LAST_ERROR")
    String lastError;

    /** Who delivers at the moment; whoever else does has lost it. */
    @Column(name = "LEASE", length = 36)
    String lease;

    @Column(name = "LEASED_UNTIL")
    long leasedUntil;

    /** When a server said last that it is set up to write this file. */
    @Column(name = "SEEN_AT")
    long seenAt;

    Cursor cursor() {
        return new Cursor(
                sequence,
                headSequence,
                failures,
                refusals,
                Instant.ofEpochMilli(nextAt),
                Optional.ofNullable(deliveredAt).map(Instant::ofEpochMilli),
                Optional.ofNullable(failedAt).map(Instant::ofEpochMilli),
                Optional.ofNullable(lastError));
    }
}
