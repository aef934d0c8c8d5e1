package io.agentidentity.agent;

import io.agentidentity.agent.credential.HeldCredential;
import io.agentidentity.json.Wire;
import java.time.Instant;
import java.util.Optional;

/**
 * An agent: an OIDC client with exactly one accountable owner.
 *
 * @param id the client's internal id
 * @param ownerId the user who answers for the agent; the user may be gone, then the agent is orphaned
 * @param ownerAnswer whether the owner has taken the agent on
 * @param suspension who suspended it and until when, while it is suspended
 * @param expiresAt after this instant the agent gets and uses nothing
 * @param epoch raised whenever everything issued so far must stay dead for good; a task of an older epoch is never live
 * @param orphanedSince when it was noticed that the owner is out
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
        OwnerAnswer ownerAnswer,
        AgentStatus status,
        String statusReason,
        Optional<Suspension> suspension,
        Optional<Instant> expiresAt,
        Risk risk,
        Review review,
        HeldCredential credential,
        Delegation delegation,
        Ceiling ceiling,
        Strictness strictness,
        Facts facts,
        int epoch,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> lastUsedAt,
        Optional<Instant> orphanedSince,
        int version) {

    /** Where the agent stands now; only {@link Standing#ACTIVE} permits anything. */
    public Standing standing(Instant now, OwnerState owner) {
        if (status == AgentStatus.RETIRED) {
            return Standing.RETIRED;
        }
        if (suspendedAt(now)) {
            return Standing.SUSPENDED;
        }
        if (expiresAt.isPresent() && !now.isBefore(expiresAt.get())) {
            return Standing.EXPIRED;
        }
        if (owner == OwnerState.OUT || ownerAnswer != OwnerAnswer.TAKEN_ON) {
            return Standing.ORPHANED;
        }
        return owner == OwnerState.PRESENT ? Standing.ACTIVE : Standing.SUSPENDED;
    }

    /** Whether it is suspended at this instant; a suspension with an end is over at that end. */
    public boolean suspendedAt(Instant now) {
        return status == AgentStatus.SUSPENDED
                && suspension.flatMap(Suspension::until).map(now::isBefore).orElse(true);
    }

    /** The stored status together with what is worked out from expiry and owner. */
    public enum Standing {
        ACTIVE,
        SUSPENDED,
        RETIRED,
        EXPIRED,
        ORPHANED;

        /** The name on the wire. */
        public String wire() {
            return Wire.name(this);
        }
    }

    /** The owner at this moment. */
    public enum OwnerState {
        PRESENT,
        /** Locked out by failed logins; that passes by itself, and anybody can bring it about. */
        LOCKED_OUT,
        /** Gone, disabled, or no longer somebody who may own agents. */
        OUT
    }

    /** What the named owner said to being the one who answers for the agent. */
    public enum OwnerAnswer {
        TAKEN_ON,
        /** The owner was asked and has not answered yet. */
        ASKED,
        DECLINED
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
