package io.agentidentity.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Row of records that wait to be written, as a JSON array; the time in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT_AUDIT_PENDING")
public class AgentAuditPendingEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "CREATED_AT")
    long createdAt;

    @Column(name = "RECORDS")
    String records;
}
