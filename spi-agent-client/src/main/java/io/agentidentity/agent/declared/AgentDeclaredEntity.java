package io.agentidentity.agent.declared;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Row of a client that says it is an agent and is none; times in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT_DECLARED")
public class AgentDeclaredEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "CLIENT_ID")
    String clientId;

    @Column(name = "SEEN_AT")
    long seenAt;
}
