package io.agentidentity.agent.lifecycle;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.OwnerState;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.Ceiling;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.agent.mail.MailKind;
import io.agentidentity.agent.mail.MailOutbox;
import io.agentidentity.agent.owner.Owners;
import io.agentidentity.agent.owner.Sponsors;
import io.agentidentity.agent.settings.Settings;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditType;
import io.agentidentity.signal.emit.AgentSignals;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Freezes the agents of an owner who is out, and thaws those whose owner is back. What ended stays ended. */
public final class Orphans {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AgentStore agents;
    private final AgentTasks tasks;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    public Orphans(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.agents = new AgentStore(session);
        this.tasks = AgentTasks.of(session);
    }

    /**
     * Ends for good what the agents of a person do, keeps their settings, and tells their sponsors. What runs for the person is
     * locked with it, so that the caller may end that too.
     */
    public void ownerOut(String ownerId, String what) {
        List<Agent> locked = locked(
                ownerId,
                agent -> agent.status() != AgentStatus.RETIRED
                        && !(agent.orphanedSince().isPresent() && tasks.live(agent) == 0));
        if (!locked.isEmpty()) {
            tasks.hold(realm, locked, Optional.of(ownerId));
            locked.forEach(agent -> freeze(agent, what));
        }
    }

    private List<Agent> locked(String ownerId, Predicate<Agent> which) {
        List<String> ids = agents.ofOwner(realm.getId(), ownerId).stream()
                .filter(which)
                // Before rows are locked: a look into a directory may remove a person in a transaction beside this one.
                .peek(agent -> new Sponsors(session, realm).people(agent.id()))
                .map(Agent::id)
                .toList();
        return agents.lock(realm.getId(), ids).stream()
                .filter(agent -> agent.ownerId().equals(ownerId))
                .toList();
    }

    private void freeze(Agent agent, String what) {
        if (agent.orphanedSince().isPresent()) {
            again(agent, what);
            return;
        }
        Agent frozen = agents.orphaned(agents.newEpoch(agent), Optional.of(now), now);
        tasks.endAll(realm, frozen, Ending.system("the owner was " + what));
        new AuditLog(session)
                .appendAfterCommit(
                        realm,
                        Caller.system()
                                .record(AuditType.OWNER_DISABLED)
                                .agent(frozen)
                                .reason("owner " + what));
        new AgentSignals(session, realm).stopped(frozen, Rank.SYSTEM);
        new MailOutbox(session).add(frozen, new Sponsors(session, realm).people(frozen.id()), MailKind.OWNER_LEFT, now);
    }

    /** The owner was back for a while before anybody noticed; what was begun then ends too, and nobody is told twice. */
    private void again(Agent agent, String what) {
        tasks.endAll(realm, agents.newEpoch(agent), Ending.system("the owner was " + what));
    }

    /**
     * Follows a change of who may own agents, at once for those that have anything which could come back with the next change; the
     * others are found in turn.
     */
    public void ownersChanged(Settings settings) {
        List<String> out = ownersWithTasks().stream()
                .filter(owner -> isOut(owner, settings))
                .toList();
        // All are looked at before any agent is locked: a look may make Keycloak remove a person in a transaction
        // beside this one.
        out.forEach(owner -> ownerOut(owner, "put out of the group of owners"));
    }

    private boolean isOut(String owner, Settings settings) {
        try {
            return new Owners(session, realm).state(owner, settings) == OwnerState.OUT;
        } catch (Owners.DirectoryAway e) {
            return false;
        }
    }

    /** The owners of agents that were used within the longest life of a task. */
    List<String> ownersWithTasks() {
        Instant oldest = now.minusSeconds(Ceiling.MAX_TASK_SECONDS).minusSeconds(AgentStore.LAST_USED_GRAIN_SECONDS);
        return agents.ownersOfUsed(realm.getId(), oldest);
    }

    /** Notes that the owner of frozen agents is there again; the agents start anew. */
    public void ownerBack(String ownerId) {
        for (Agent agent : locked(ownerId, orphan -> orphan.orphanedSince().isPresent())) {
            Agent thawed = agents.orphaned(agent, Optional.empty(), now);
            new AuditLog(session)
                    .append(realm, Caller.system().record(AuditType.OWNER_BACK).agent(thawed));
        }
    }
}
