package io.agentidentity.agent.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Row of a word that an agent is found by, in lower case and UTF-8. */
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

    @Column(name = "WORD", length = 765)
    byte[] word;

    /**
     * How many bytes the word begins with that the agent's word before it, in their order, begins with too. Of the words of an agent
     * that begin with a term, only the first shares less than the term with the one before it, so each agent is counted once.
     */
    @Column(name = "SHARED")
    int shared;
}
