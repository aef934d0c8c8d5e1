package io.agentidentity.agent;

import java.time.Instant;
import java.util.Optional;

/**
 * An agent: an OIDC client with exactly one accountable owner.
 *
 * @param id the client's internal id
 * @param ownerId the user who answers for the agent; the user may be gone, then the agent is orphaned
 * @param epoch raised whenever everything issued so far must stay dead for good; a task of an older epoch is never live
 * @param expiresAt after this instant the agent gets and uses nothing
 * @param lastUsedAt when it last got a token, to the minute
 * @param version raised with each change, for optimistic locking
 */
public record Agent(
        String id,
        String realmId,
        String clientId,
        String name,
        String description,
        String purpose,
        Environment environment,
        String ownerId,
        AgentStatus status,
        String statusReason,
        Optional<Instant> expiresAt,
        CredentialType credentialType,
        Delegation delegation,
        Ceiling ceiling,
        Strictness strictness,
        int epoch,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> lastUsedAt,
        int version) {

    /**
     * Where the agent stands now; only {@link Standing#ACTIVE} permits anything.
     *
     * @param ownerEnabled whether the owner exists and is enabled at this moment
     */
    public Standing standing(Instant now, boolean ownerEnabled) {
        if (status != AgentStatus.ACTIVE) {
            return Standing.SUSPENDED;
        }
        if (expiresAt.isPresent() && !now.isBefore(expiresAt.get())) {
            return Standing.EXPIRED;
        }
        return ownerEnabled ? Standing.ACTIVE : Standing.ORPHANED;
    }

    /** The stored status together with what is worked out from expiry and owner. */
    public enum Standing {
        ACTIVE,
        SUSPENDED,
        EXPIRED,
        ORPHANED
    }

    /** Ranks of those who may end a task of the agent, lowest first. */
    public enum Rank {
        AGENT,
        PRINCIPAL,
        OWNER,
        ADMIN,
        SYSTEM
    }
}
