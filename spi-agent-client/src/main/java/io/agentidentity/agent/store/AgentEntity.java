package io.agentidentity.agent.store;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.OwnerAnswer;
import io.agentidentity.agent.AgentJson;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.Environment;
import io.agentidentity.agent.Facts;
import io.agentidentity.agent.Review;
import io.agentidentity.agent.Risk;
import io.agentidentity.agent.Suspension;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.agent.credential.HeldCredential;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Optional;

/** Row of an agent; times in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT")
public class AgentEntity {

    /** Longer JSON goes to the long column; most fits, and a large object costs a read of its own. */
    private static final int MAX_SHORT = 2000;

    private static final int MAX_FACTS = 4000;

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "CLIENT_ID")
    String clientId;

    @Column(name = "NAME")
    String name;

    @Column(name = "DESCRIPTION")
    String description;

    @Column(name = "PURPOSE", length = 1024)
    String purpose;

    @Enumerated(EnumType.STRING)
    @Column(name = "ENVIRONMENT", length = 20)
    Environment environment;

    @Column(name = "OWNER_ID")
    String ownerId;

    @Enumerated(EnumType.STRING)
    @Column(name = "OWNER_ANSWER", length = 20)
    OwnerAnswer ownerAnswer;

    @Enumerated(EnumType.STRING)
    @Column(name = "STATUS", length = 20)
    AgentStatus status;

    @Column(name = "STATUS_REASON")
    String statusReason;

    @Enumerated(EnumType.STRING)
    @Column(name = "SUSPEND_CAUSE", length = 20)
    Suspension.Cause suspendCause;

    @Column(name = "SUSPENDED_BY")
    String suspendedBy;

    @Column(name = "SUSPENDED_UNTIL")
    Long suspendedUntil;

    @Column(name = "EXPIRES_AT")
    Long expiresAt;

    @Enumerated(EnumType.STRING)
    @Column(name = "RISK", length = 10)
    Risk.Level risk;

    @Column(name = "RISK_REASON")
    String riskReason;

    @Column(name = "RISK_SINCE")
    Long riskSince;

    @Column(name = "REVIEWED_AT")
    Long reviewedAt;

    @Column(name = "REVIEW_DUE_AT")
    Long reviewDueAt;

    @Enumerated(EnumType.STRING)
    @Column(name = "CREDENTIAL_TYPE", length = 40)
    CredentialType credentialType;

    @Column(name = "CREDENTIAL_DIGEST", length = 64)
    String credentialDigest;

    @Column(name = "CREDENTIAL_ENDS_AT")
    Long credentialEndsAt;

    @Column(name = "DELEGATION", length = MAX_SHORT)
    private String delegation;

    @Column(name = "DELEGATION_LONG")
    private String delegationLong;

    @Column(name = "CEILING", length = MAX_SHORT)
    private String ceiling;

    @Column(name = "CEILING_LONG")
    private String ceilingLong;

    @Column(name = "STRICTNESS")
    String strictness;

    @Column(name = "FACTS", length = 4000)
    private String facts;

    @Column(name = "FACTS_LONG")
    private String factsLong;

    @Column(name = "EPOCH")
    int epoch;

    @Column(name = "CREATED_AT")
    long createdAt;

    @Column(name = "UPDATED_AT")
    long updatedAt;

    @Column(name = "LAST_USED_AT", insertable = false, updatable = false)
    Long lastUsedAt;

    @Column(name = "ORPHANED_AT")
    Long orphanedAt;

    /** When findings were last worked out; 0 puts the agent first in line. */
    @Column(name = "EXAMINED_AT")
    long examinedAt;

    @Version
    @Column(name = "VERSION")
    int version;

    void setDelegation(String json) {
        delegation = json.length() <= MAX_SHORT ? json : null;
        delegationLong = delegation == null ? json : null;
    }

    void setCeiling(String json) {
        ceiling = json.length() <= MAX_SHORT ? json : null;
        ceilingLong = ceiling == null ? json : null;
    }

    void setFacts(String json) {
        facts = json.length() <= MAX_FACTS ? json : null;
        factsLong = facts == null ? json : null;
    }

    void setSuspension(Optional<Suspension> suspension) {
        suspendCause = suspension.map(Suspension::cause).orElse(null);
        suspendedBy = suspension.flatMap(Suspension::by).orElse(null);
        suspendedUntil =
                suspension.flatMap(Suspension::until).map(Instant::toEpochMilli).orElse(null);
    }

    private Optional<Suspension> suspension() {
        return Optional.ofNullable(suspendCause)
                .map(cause -> new Suspension(cause, Optional.ofNullable(suspendedBy), instant(suspendedUntil)));
    }

    private static Optional<Instant> instant(Long millis) {
        return Optional.ofNullable(millis).map(Instant::ofEpochMilli);
    }

    Agent toAgent() {
        return new Agent(
                id,
                realmId,
                clientId,
                name,
                description,
                purpose,
                environment,
                ownerId,
                ownerAnswer,
                status,
                statusReason,
                suspension(),
                instant(expiresAt),
                new Risk(risk, riskReason, instant(riskSince)),
                new Review(instant(reviewedAt), instant(reviewDueAt)),
                new HeldCredential(credentialType, credentialDigest, instant(credentialEndsAt)),
                AgentJson.delegation(delegation != null ? delegation : delegationLong),
                AgentJson.ceiling(ceiling != null ? ceiling : ceilingLong),
                AgentJson.strictness(strictness),
                facts == null && factsLong == null ? Facts.NONE : AgentJson.facts(facts != null ? facts : factsLong),
                epoch,
                Instant.ofEpochMilli(createdAt),
                Instant.ofEpochMilli(updatedAt),
                instant(lastUsedAt),
                instant(orphanedAt),
                version);
    }
}
