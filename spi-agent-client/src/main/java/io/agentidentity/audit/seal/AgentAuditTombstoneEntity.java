package io.agentidentity.audit.seal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Row of a signed tombstone; the time in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT_AUDIT_TOMBSTONE")
public class AgentAuditTombstoneEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "LAST_SEQUENCE")
    long lastSequence;

    @Column(name = "CREATED_AT")
    long createdAt;

    @Column(name = "SIGNED", length = 2000)
    String signed;
}
