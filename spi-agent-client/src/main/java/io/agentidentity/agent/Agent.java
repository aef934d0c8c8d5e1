package io.agentidentity.agent;

import io.agentidentity.agent.Ceiling.Autonomous;
import io.agentidentity.agent.credential.HeldCredential;
import io.agentidentity.json.Wire;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * An agent: an OIDC client with exactly one accountable owner.
 *
 * @param id the client's internal id
 * @param ownerId the user who answers for the agent; the user may be gone, then the agent is orphaned
 * @param ownerAnswer whether the owner has taken the agent on
 * @param suspension why it is suspended and until when, while it is
 * @param expiresAt after this instant the agent gets and uses nothing
 * @param autonomous what it may do without a person; absent: nothing
 * @param meant what the names in delegation, ceiling and autonomous mean
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
        Optional<Autonomous> autonomous,
        Strictness strictness,
        Facts facts,
        Meant meant,
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
        if (expiredAt(now)) {
            return Standing.EXPIRED;
        }
        if (owner == OwnerState.OUT || ownerAnswer != OwnerAnswer.TAKEN_ON) {
            return Standing.ORPHANED;
        }
        return owner == OwnerState.PRESENT ? Standing.ACTIVE : Standing.SUSPENDED;
    }

    /** Whether it has expired by this instant. */
    public boolean expiredAt(Instant now) {
        return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
    }

    /** Whether it is suspended at this instant; a suspension with an end is over at that end. */
    public boolean suspendedAt(Instant now) {
        return status == AgentStatus.SUSPENDED
                && suspension.flatMap(Suspension::until).map(now::isBefore).orElse(true);
    }

    /**
     * What the names in a record meant when they were written. Client, group or role may get another name, or go and leave theirs
     * to another one; the record goes on meaning the one that was meant.
     *
     * @param clients internal ids of clients by the names in the record, and by the name that the agent itself was made under;
     *     absent in a row that is older than this
     * @param group internal id of the group of the delegation rule
     * @param role internal id of its role
     */
    public record Meant(Optional<Map<String, String>> clients, Optional<String> group, Optional<String> role) {

        /** Of a row in which only names are written. */
        public static final Meant UNKNOWN = new Meant(Optional.empty(), Optional.empty(), Optional.empty());

        /** The same for an agent that is made under a name just now. */
        public Meant of(String name, String id) {
            Map<String, String> ids = new HashMap<>(clients.orElse(Map.of()));
            ids.put(name, id);
            return new Meant(Optional.of(ids), group, role);
        }

        /**
         * A ceiling with what the clients that it means are called now; those that are gone are left out.
         *
         * @param clientIds what the client with an internal id is called
         */
        public Ceiling now(Ceiling ceiling, Function<String, Optional<String>> clientIds) {
            return clients.isEmpty()
                    ? ceiling
                    : ceiling.renamed(name -> client(name).flatMap(clientIds));
        }

        /** The internal id of the client that a name meant. */
        public Optional<String> client(String name) {
            return clients.map(ids -> ids.get(name));
        }

        /**
         * Whether one of these names of the record means a client.
         *
         * @param clientId what the client is called now
         * @param id its internal id
         */
        public boolean names(List<String> names, String clientId, String id) {
            return clients.isEmpty()
                    ? names.contains(clientId)
                    : names.stream().anyMatch(name -> id.equals(clients.get().get(name)));
        }

        /** The same for an agent, which may be named before it is made; then the name means the one that is made under it. */
        public boolean names(List<String> names, Agent agent) {
            return names(names, agent.clientId(), agent.id())
                    || names.stream().anyMatch(name -> client(name).isEmpty() && agent.madeAs(name));
        }
    }

    /** Whether this is a name that it was made or written under, whatever it is called now. */
    public boolean madeAs(String name) {
        return meant.clients().isEmpty()
                ? clientId.equals(name)
                : meant.client(name).filter(id::equals).isPresent();
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
