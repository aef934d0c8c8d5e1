package io.agentidentity.agent.lifecycle;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.agent.mail.MailKind;
import io.agentidentity.agent.mail.MailOutbox;
import io.agentidentity.agent.owner.Sponsors;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditType;
import java.time.Instant;
import java.util.Optional;
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

    /** Ends for good what the agents of a person do, keeps their settings, and tells their sponsors. */
    public void ownerOut(String ownerId, String what) {
        for (Agent agent : agents.ofOwner(realm.getId(), ownerId)) {
            boolean done = agent.orphanedSince().isPresent() && tasks.live(agent) == 0;
            if (!done && agent.status() != AgentStatus.RETIRED) {
                agents.lock(realm.getId(), agent.id())
                        .filter(locked -> locked.ownerId().equals(ownerId))
                        .ifPresent(locked -> freeze(locked, what));
            }
        }
    }

    private void freeze(Agent agent, String what) {
        if (agent.orphanedSince().isPresent()) {
            again(agent, what);
            return;
        }
        Agent frozen = agents.orphaned(agents.newEpoch(agent), Optional.of(now), now);
        tasks.endAll(realm, frozen, new Ending(Rank.SYSTEM, null, "the owner was " + what));
        new AuditLog(session)
                .append(
                        realm,
                        Caller.system()
                                .record(AuditType.OWNER_DISABLED)
                                .agent(frozen)
                                .reason("owner " + what));
        new MailOutbox(session).add(frozen, new Sponsors(session, realm).people(frozen.id()), MailKind.OWNER_LEFT, now);
    }

    /** The owner was back for a while before anybody noticed; what was begun then ends too, and nobody is told twice. */
    private void again(Agent agent, String what) {
        tasks.endAll(realm, agents.newEpoch(agent), new Ending(Rank.SYSTEM, null, "the owner was " + what));
    }

    /** Notes that the owner of frozen agents is there again; the agents start anew. */
    public void ownerBack(String ownerId) {
        for (Agent agent : agents.ofOwner(realm.getId(), ownerId)) {
            if (agent.orphanedSince().isPresent()) {
                Agent thawed =
                        agents.orphaned(agents.lock(realm.getId(), agent.id()).orElseThrow(), Optional.empty(), now);
                new AuditLog(session)
                        .append(
                                realm,
                                Caller.system().record(AuditType.OWNER_BACK).agent(thawed));
            }
        }
    }
}
