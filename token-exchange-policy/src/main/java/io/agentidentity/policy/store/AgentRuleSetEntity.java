package io.agentidentity.policy.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Row of one version of a realm's rules, which is never changed; times in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT_RULE_SET")
public class AgentRuleSetEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "VERSION")
    int version;

    @Column(name = "DOCUMENT")
    String document;

    /** How many rules the document has. */
    @Column(name = "RULES")
    int rules;

    @Column(name = "CREATED_AT")
    long createdAt;

    @Column(name = "CREATED_BY")
    String createdBy;

    @Column(name = "REMARK")
    String comment;
}
