package io.agentidentity.audit.pseudonym;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Row of a pseudonym and whom it means. */
@Entity
@Table(name = "AGENT_AUDIT_PERSON")
public class AgentAuditPersonEntity {

    @Id
    @Column(name = "PSEUDONYM", length = 40)
    String pseudonym;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "USER_ID")
    String userId;
}
