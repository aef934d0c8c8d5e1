package io.agentidentity.agent.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Row of what identifies the holder of an agent's credential; unique in the realm. Times in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT_FINGERPRINT")
public class AgentFingerprintEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "AGENT_ID", length = 36)
    String agentId;

    @Column(name = "FINGERPRINT", length = 80)
    String fingerprint;

    @Column(name = "KID")
    String kid;

    @Column(name = "CREATED_AT")
    long createdAt;

    @Column(name = "ENDS_AT")
    Long endsAt;
}
