package io.agentidentity.agent.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Row of a word that an agent is found by, in lower case. */
@Entity
@Table(name = "AGENT_WORD")
public class AgentWordEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "AGENT_ID", length = 36)
    String agentId;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "WORD")
    String word;
}
