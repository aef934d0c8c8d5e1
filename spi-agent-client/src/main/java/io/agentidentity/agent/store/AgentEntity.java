package io.agentidentity.agent.store;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Meant;
import io.agentidentity.agent.Agent.OwnerAnswer;
import io.agentidentity.agent.AgentJson;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.Ceiling;
import io.agentidentity.agent.Ceiling.Autonomous;
import io.agentidentity.agent.Delegation;
import io.agentidentity.agent.Environment;
import io.agentidentity.agent.Facts;
import io.agentidentity.agent.Review;
import io.agentidentity.agent.Risk;
import io.agentidentity.agent.Risk.Passing;
import io.agentidentity.agent.Strictness;
import io.agentidentity.agent.Suspension;
import io.agentidentity.agent.Suspension.Ground;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.agent.credential.HeldCredential;
import io.agentidentity.json.Parsed;
import io.agentidentity.json.StrictJson;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Row of an agent; times in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT")
public class AgentEntity {

    /** Longer JSON goes to the long column; most fits, and a large object costs a read of its own. */
    private static final int MAX_SHORT = 2000;

    private static final int MAX_FACTS = 4000;

    private static final int MAX_MEANT = 1000;

    private static final Parsed<Delegation> DELEGATIONS = new Parsed<>(AgentJson::delegation);
    private static final Parsed<Ceiling> CEILINGS = new Parsed<>(AgentJson::ceiling);
    private static final Parsed<Autonomous> AUTONOMOUS = new Parsed<>(AgentJson::autonomous);
    private static final Parsed<Strictness> STRICTNESS = new Parsed<>(AgentJson::strictness);
    private static final Parsed<Facts> FACTS = new Parsed<>(AgentJson::facts);
    private static final Parsed<Meant> MEANT = new Parsed<>(AgentJson::meant);

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

    /** Grounds beside the one in the columns above, as JSON; hardly ever there. */
    @Column(name = "SUSPENDED_FURTHER")
    private String suspendedFurther;

    @Column(name = "EXPIRES_AT")
    Long expiresAt;

    @Enumerated(EnumType.STRING)
    @Column(name = "RISK", length = 10)
    Risk.Level risk;

    @Column(name = "RISK_REASON")
    String riskReason;

    @Column(name = "RISK_SINCE")
    Long riskSince;

    /** When the level ends, if it was set for a time; then what holds beside it is in the columns that follow. */
    @Column(name = "RISK_UNTIL")
    Long riskUntil;

    @Enumerated(EnumType.STRING)
    @Column(name = "RISK_THEN", length = 10)
    Risk.Level riskThen;

    @Column(name = "RISK_THEN_REASON")
    String riskThenReason;

    @Column(name = "RISK_THEN_SINCE")
    Long riskThenSince;

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

    @Column(name = "AUTONOMOUS", length = MAX_SHORT)
    private String autonomous;

    @Column(name = "AUTONOMOUS_LONG")
    private String autonomousLong;

    @Column(name = "STRICTNESS")
    String strictness;

    @Column(name = "FACTS", length = 4000)
    private String facts;

    @Column(name = "FACTS_LONG")
    private String factsLong;

    /** What the names in the columns above mean; none in a row that is older than this. */
    @Column(name = "MEANT", length = MAX_MEANT)
    private String meant;

    @Column(name = "MEANT_LONG")
    private String meantLong;

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

    /** When the expiry was noted that has passed, and what was live ended. */
    @Column(name = "EXPIRED_AT")
    Long expiredAt;

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

    /** {@code null} for an agent that may do nothing without a person. */
    void setAutonomous(String json) {
        autonomous = json != null && json.length() <= MAX_SHORT ? json : null;
        autonomousLong = autonomous == null ? json : null;
    }

    void setFacts(String json) {
        facts = json.length() <= MAX_FACTS ? json : null;
        factsLong = facts == null ? json : null;
    }

    void setMeant(String json) {
        meant = json.length() <= MAX_MEANT ? json : null;
        meantLong = meant == null ? json : null;
    }

    void setSuspension(Optional<Suspension> suspension) {
        Optional<Ground> first = suspension.map(Suspension::first);
        suspendCause = first.map(Ground::cause).orElse(null);
        suspendedBy = first.flatMap(Ground::by).orElse(null);
        suspendedUntil = first.flatMap(Ground::until).map(Instant::toEpochMilli).orElse(null);
        List<Ground> further =
                suspension.map(held -> held.grounds().stream().skip(1).toList()).orElse(List.of());
        suspendedFurther = further.isEmpty() ? null : StrictJson.write(AgentJson.write(further));
    }

    private Optional<Suspension> suspension() {
        if (suspendCause == null) {
            return Optional.empty();
        }
        Suspension first = new Suspension(new Ground(
                suspendCause,
                Optional.ofNullable(suspendedBy),
                instant(suspendedUntil),
                Optional.ofNullable(statusReason)));
        return Optional.of(
                suspendedFurther == null
                        ? first
                        : AgentJson.grounds(suspendedFurther).stream()
                                .reduce(first, Suspension::with, (one, other) -> other));
    }

    void setRisk(Risk set) {
        risk = set.level();
        riskReason = set.reason();
        riskSince = millis(set.since());
        Optional<Risk> then = set.passing().map(Passing::then);
        riskUntil = millis(set.passing().map(Passing::until));
        riskThen = then.map(Risk::level).orElse(null);
        riskThenReason = then.map(Risk::reason).orElse(null);
        riskThenSince = millis(then.flatMap(Risk::since));
    }

    private static Long millis(Optional<Instant> instant) {
        return instant.map(Instant::toEpochMilli).orElse(null);
    }

    private static Optional<Instant> instant(Long millis) {
        return Optional.ofNullable(millis).map(Instant::ofEpochMilli);
    }

    /** The risk as it was set, whatever of it has worn off since. */
    Risk risk() {
        return new Risk(
                risk,
                riskReason,
                instant(riskSince),
                instant(riskUntil)
                        .map(until -> new Passing(until, new Risk(riskThen, riskThenReason, instant(riskThenSince)))));
    }

    /** @param riskNow what is left of a risk that was set */
    Agent toAgent(UnaryOperator<Risk> riskNow) {
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
                riskNow.apply(risk()),
                new Review(instant(reviewedAt), instant(reviewDueAt)),
                new HeldCredential(credentialType, credentialDigest, instant(credentialEndsAt)),
                DELEGATIONS.of(delegation != null ? delegation : delegationLong),
                CEILINGS.of(ceiling != null ? ceiling : ceilingLong),
                Optional.ofNullable(autonomous != null ? autonomous : autonomousLong)
                        .map(AUTONOMOUS::of),
                STRICTNESS.of(strictness),
                facts == null && factsLong == null ? Facts.NONE : FACTS.of(facts != null ? facts : factsLong),
                meant == null && meantLong == null ? Meant.UNKNOWN : MEANT.of(meant != null ? meant : meantLong),
                epoch,
                Instant.ofEpochMilli(createdAt),
                Instant.ofEpochMilli(updatedAt),
                instant(lastUsedAt),
                instant(orphanedAt),
                version);
    }
}
