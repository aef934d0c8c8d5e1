package io.agentidentity.task.lifecycle;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.lifecycle.AgentConflict;
import io.agentidentity.agent.lifecycle.AgentTasks.Ended;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Block;
import io.agentidentity.task.store.BlockStore;
import io.agentidentity.task.store.Which;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Sets and lifts blocks, and refuses what is blocked. Setting one ends what the agent does for the person. */
public final class Blocks {

    private static final int MOST_OF_AN_OWNER = 1000;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final BlockStore store;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    public Blocks(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.store = new BlockStore(session);
    }

    /**
     * Lets nothing begin or go on that is blocked.
     *
     * @throws Refusal {@code access_denied}
     */
    public void require(Agent agent, String principalId) {
        if (store.blocked(realm.getId(), agent.id(), principalId)) {
            throw new Refusal(Reason.BLOCKED, "the agent may not work for this person");
        }
    }

    /**
     * Blocks an agent from working for a person, and ends what it does for them.
     *
     * @param principalId of a user, whether or not there is one
     * @throws AgentConflict if an owner has set more than can be meant
     */
    public Ended set(Agent agent, String principalId, Rank rank, Caller caller, String reason) {
        // Under its lock, so that one of a rank is set once.
        new AgentStore(session).lock(realm.getId(), agent.id());
        if (rank == Rank.OWNER && store.count(realm.getId(), agent.id(), rank) >= MOST_OF_AN_OWNER) {
            throw new AgentConflict("there are " + MOST_OF_AN_OWNER + " blocks of its owner; lift some first");
        }
        Block block = new Block(agent.id(), principalId, rank, caller.userId(), now, Optional.ofNullable(reason));
        if (store.add(realm.getId(), block)) {
            record(AuditType.BLOCK_SET, agent, principalId, caller, reason);
        }
        return new TaskEndings(session, realm)
                .endAll(
                        Which.ofPair(agent.id(), principalId),
                        new Ending(rank, caller, "the agent was blocked for this person"),
                        (signals, ended) -> {});
    }

    /** Lifts what somebody of that rank may lift; answers what still stands against the pair. */
    public List<Block> lift(Agent agent, String principalId, Rank rank, Caller caller) {
        new AgentStore(session).lock(realm.getId(), agent.id());
        if (!store.lift(realm.getId(), agent.id(), principalId, rank).isEmpty()) {
            AuditRecord lifted = of(AuditType.BLOCK_LIFTED, agent, principalId, caller);
            new AuditLog(session).append(realm, lifted);
        }
        return store.of(realm.getId(), agent.id(), principalId);
    }

    /** Setting one ends something, so it does not wait for its record. */
    private void record(AuditType type, Agent agent, String principalId, Caller caller, String reason) {
        new AuditLog(session)
                .appendAfterCommit(realm, of(type, agent, principalId, caller).reason(reason));
    }

    private AuditRecord of(AuditType type, Agent agent, String principalId, Caller caller) {
        return caller.record(type).agent(agent).principal(AuditLog.issuer(session, realm), principalId);
    }
}
