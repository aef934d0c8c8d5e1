package io.agentidentity.task.people;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Row of a note that a person is out; the time in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT_PERSON_OUT")
public class AgentPersonOutEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "USER_ID")
    String userId;

    @Column(name = "SINCE")
    long since;
}
