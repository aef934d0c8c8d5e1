package io.agentidentity.task.store;

import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.task.Block;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/** Row of a block; the time in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT_BLOCK")
public class AgentBlockEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "AGENT_ID", length = 36)
    String agentId;

    @Column(name = "PRINCIPAL_ID")
    String principalId;

    @Enumerated(EnumType.STRING)
    @Column(name = "SET_BY", length = 20)
    Rank by;

    @Column(name = "SET_BY_ID")
    String byId;

    @Column(name = "SINCE")
    long since;

    @Column(name = "REASON")
    String reason;

    Block toBlock() {
        return new Block(agentId, principalId, by, byId, Instant.ofEpochMilli(since), Optional.ofNullable(reason));
    }
}
