package io.agentidentity.policy.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Row of a rule that could not be evaluated; times in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT_RULE_ERROR")
public class AgentRuleErrorEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "RULE_ID", length = 64)
    String ruleId;

    @Column(name = "RULE_SET_ID", length = 36)
    String ruleSetId;

    @Column(name = "PROBLEM")
    String problem;

    @Column(name = "LAST_AT")
    long lastAt;
}
