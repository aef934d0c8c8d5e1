package io.agentidentity.agent.store;

import io.agentidentity.agent.Sponsor;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Row of a sponsor of an agent. */
@Entity
@Table(name = "AGENT_SPONSOR")
public class AgentSponsorEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "AGENT_ID", length = 36)
    String agentId;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Enumerated(EnumType.STRING)
    @Column(name = "TYPE", length = 10)
    Sponsor.Type type;

    @Column(name = "SPONSOR_ID")
    String sponsorId;

    /** The place in the order in which an administrator named them. */
    @Column(name = "POS")
    int position;
}
