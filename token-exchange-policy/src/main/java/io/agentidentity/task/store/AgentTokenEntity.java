package io.agentidentity.task.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Row of a token of ours; times in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT_TOKEN")
public class AgentTokenEntity {

    @Id
    @Column(name = "JTI", length = 64)
    String jti;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "AGENT_ID", length = 36)
    String agentId;

    /** Absent on an actor token. */
    @Column(name = "TASK_ID", length = 64)
    String taskId;

    /** The agent's epoch at issue. */
    @Column(name = "AGENT_EPOCH")
    int agentEpoch;

    @Column(name = "ISSUED_AT")
    long issuedAt;

    @Column(name = "EXPIRES_AT")
    long expiresAt;

    @Column(name = "REVOKED")
    boolean revoked;
}
