package io.agentidentity.agent.mail;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Row of a mail that is to be sent, or was; times in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT_MAIL")
public class AgentMailEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "USER_ID")
    String userId;

    @Column(name = "AGENT_ID", length = 36)
    String agentId;

    @Enumerated(EnumType.STRING)
    @Column(name = "KIND", length = 30)
    MailKind kind;

    /** Names the occasion, so that nobody is told the same thing twice. */
    @Column(name = "DEDUP", length = 120)
    String occasion;

    @Column(name = "CREATED_AT")
    long createdAt;

    @Column(name = "NEXT_AT")
    long nextAt;

    @Column(name = "ATTEMPTS")
    int attempts;

    @Column(name = "SENT_AT")
    Long sentAt;
}
