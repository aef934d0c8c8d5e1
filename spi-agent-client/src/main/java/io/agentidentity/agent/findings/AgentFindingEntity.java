package io.agentidentity.agent.findings;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Row of a finding; without an agent it is about the realm. Times in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT_FINDING")
public class AgentFindingEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "AGENT_ID", length = 36)
    String agentId;

    @Column(name = "CODE", length = 40)
    String code;

    @Column(name = "SEVERITY", length = 10)
    String severity;

    @Column(name = "DETAIL", length = 1024)
    String detail;

    @Column(name = "SINCE")
    long since;
}
