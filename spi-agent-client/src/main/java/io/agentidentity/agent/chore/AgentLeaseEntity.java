package io.agentidentity.agent.chore;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Row of a chore that is being done, or need not be done before an instant; in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT_LEASE")
public class AgentLeaseEntity {

    @Id
    @Column(name = "NAME", length = 40)
    String name;

    @Column(name = "TAKEN_UNTIL")
    long takenUntil;

    /** Where a run stopped that could not do all. */
    @Column(name = "PROGRESS", length = 400)
    String progress;
}
