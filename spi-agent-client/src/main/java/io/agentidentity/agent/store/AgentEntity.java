package io.agentidentity.agent.store;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.AgentJson;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.CredentialType;
import io.agentidentity.agent.Environment;
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
    @Column(name = "STATUS", length = 20)
    AgentStatus status;

    @Column(name = "STATUS_REASON")
    String statusReason;

    @Column(name = "EXPIRES_AT")
    Long expiresAt;

    @Enumerated(EnumType.STRING)
    @Column(name = "CREDENTIAL_TYPE", length = 40)
    CredentialType credentialType;

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

    @Column(name = "EPOCH")
    int epoch;

    @Column(name = "CREATED_AT")
    long createdAt;

    @Column(name = "UPDATED_AT")
    long updatedAt;

    @Column(name = "LAST_USED_AT", insertable = false, updatable = false)
    Long lastUsedAt;

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
                status,
                statusReason,
                Optional.ofNullable(expiresAt).map(Instant::ofEpochMilli),
                credentialType,
                AgentJson.delegation(delegation != null ? delegation : delegationLong),
                AgentJson.ceiling(ceiling != null ? ceiling : ceilingLong),
                AgentJson.strictness(strictness),
                epoch,
                Instant.ofEpochMilli(createdAt),
                Instant.ofEpochMilli(updatedAt),
                Optional.ofNullable(lastUsedAt).map(Instant::ofEpochMilli),
                version);
    }
}
