package io.agentidentity.audit.outbox;

import io.agentidentity.audit.delivery.Line;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Row of a record that a receiver refused for good, with the record itself; times in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT_AUDIT_DEAD_LETTER")
public class AgentAuditDeadLetterEntity {

    private static final int MAX_SHORT = 4000;

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "SINK_ID", length = 36)
    String sinkId;

    @Column(name = "EVENT_ID", length = 64)
    String eventId;

    @Column(name = "TYPE", length = 64)
    String type;

    @Column(name = "SEQUENCE_NO")
    long sequence;

    @Column(name = "HEAD")
    boolean head;

    @Column(name = "RECORD", length = MAX_SHORT)
    String record;

    /** In place of {@code record} where that does not fit. */
    @Column(name = "RECORD_LONG")
    String recordLong;

    @Column(name = "ATTEMPTS")
    int attempts;

    @Column(name = "LAST_ERROR")
    String lastError;

    @Column(name = "CREATED_AT")
    long createdAt;

    /** Whether it is to be offered once more. */
    @Column(name = "RESEND")
    boolean resend;

    void set(Line line) {
        eventId = line.id();
        type = line.type();
        sequence = line.sequence();
        head = line.head();
        boolean fits = line.json().length() <= MAX_SHORT;
        record = fits ? line.json() : null;
        recordLong = fits ? null : line.json();
    }

    Line line() {
        return new Line(eventId, type, sequence, head, record != null ? record : recordLong);
    }
}
