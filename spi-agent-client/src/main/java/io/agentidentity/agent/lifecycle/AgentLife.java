package io.agentidentity.agent.lifecycle;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.OwnerAnswer;
import io.agentidentity.agent.Agent.OwnerState;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.Review;
import io.agentidentity.agent.Risk;
import io.agentidentity.agent.Suspension;
import io.agentidentity.agent.client.AgentClients;
import io.agentidentity.agent.client.ClientCredential;
import io.agentidentity.agent.credential.HeldCredential;
import io.agentidentity.agent.lifecycle.AgentTasks.Ended;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.agent.mail.MailKind;
import io.agentidentity.agent.mail.MailOutbox;
import io.agentidentity.agent.owner.Owners;
import io.agentidentity.agent.owner.Sponsors;
import io.agentidentity.agent.settings.Settings;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.FingerprintStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import io.agentidentity.json.InvalidInput;
import java.time.Instant;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Moves agents from status to status. Each call is one transaction: record, client, tasks and audit together. */
public final class AgentLife {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Caller caller;
    private final AgentStore agents;
    private final AgentTasks tasks;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    public AgentLife(KeycloakSession session, RealmModel realm, Caller caller) {
        this.session = session;
        this.realm = realm;
        this.caller = caller;
        this.agents = new AgentStore(session);
        this.tasks = AgentTasks.of(session);
    }

    /**
     * Suspends an agent: it gets nothing from now on, its tasks end, and nothing issued so far ever lives again.
     *
     * @param until the instant at which it may work again; absent means until somebody activates it
     * @throws AgentConflict if it is retired
     */
    public Moved suspend(Agent agent, Suspension.Cause cause, String reason, Optional<Instant> until) {
        Agent locked = locked(agent);
        if (until.isPresent() && !until.get().isAfter(now)) {
            throw new InvalidInput("until must be in the future");
        }
        Optional<Suspension> held = locked.suspension().filter(suspension -> locked.suspendedAt(now));
        if (held.isPresent() && cause == Suspension.Cause.OWNER && held.get().cause() != Suspension.Cause.OWNER) {
            return new Moved(locked, Ended.NOTHING);
        }
        if (held.isPresent()
                && held.get().cause() == cause
                && held.get().until().equals(until)) {
            return new Moved(locked, Ended.NOTHING);
        }
        Suspension suspension = new Suspension(cause, Optional.ofNullable(caller.userId()), until);
        Agent suspended = agents.move(locked, AgentStatus.SUSPENDED, reason, Optional.of(suspension), true, now);
        Rank rank = cause == Suspension.Cause.OWNER ? Rank.OWNER : rank();
        Ended ended = tasks.endAll(realm, suspended, new Ending(rank, caller.userId(), "the agent was suspended"));
        record(AuditType.AGENT_SUSPENDED, suspended, reason);
        return new Moved(suspended, ended);
    }

    /** Suspends an agent whatever else holds, and ends whatever is live of it. */
    public Moved kill(Agent agent, Suspension.Cause cause, String reason) {
        Moved moved = suspend(agent, cause, reason, Optional.empty());
        Agent dead = agents.newEpoch(moved.agent());
        record(AuditType.AGENT_KILLED, dead, reason);
        return new Moved(dead, moved.ended().and(tasks.endAll(realm, dead, ending("the agent was killed"))));
    }

    /**
     * Lets a suspended agent start anew.
     *
     * @throws InvalidInput if its owner could not answer for it
     * @throws AgentConflict if it is retired, or an owner lifts what an owner did not bring about
     */
    public Agent activate(Agent agent, boolean byOwner) {
        // Before the row is locked: a look into a directory may remove the person in a transaction beside this one.
        OwnerState owner = new Owners(session, realm).state(agent.ownerId(), settings());
        Agent locked = locked(agent);
        if (locked.status() == AgentStatus.ACTIVE) {
            return locked;
        }
        boolean ownersDoing = locked.suspension()
                .filter(suspension -> suspension.cause() == Suspension.Cause.OWNER)
                .isPresent();
        if (byOwner && !ownersDoing) {
            throw new AgentConflict("only an administrator lifts this suspension");
        }
        Optional<Suspension.Cause> cause = locked.suspension().map(Suspension::cause);
        if (cause.equals(Optional.of(Suspension.Cause.REVIEW))
                && locked.review().overdueAt(now)) {
            throw new AgentConflict("the review is overdue; review the agent, and it is active again");
        }
        if (cause.equals(Optional.of(Suspension.Cause.DEBT))
                && locked.credential().endedAt(now)) {
            throw new AgentConflict("the debt is overdue; give the agent a credential of its own first");
        }
        if (owner == OwnerState.OUT) {
            throw new InvalidInput("the owner is gone or disabled; give the agent an enabled owner first");
        }
        Agent active = agents.move(locked, AgentStatus.ACTIVE, null, Optional.empty(), false, now);
        record(AuditType.AGENT_ACTIVATED, active, null);
        return active;
    }

    /** Ends a suspension whose end is past; whoever owns the agent, and whether anybody does, is another matter. */
    public void suspensionOver(Agent agent) {
        Agent locked = locked(agent);
        if (locked.status() == AgentStatus.SUSPENDED && !locked.suspendedAt(now)) {
            record(
                    AuditType.AGENT_ACTIVATED,
                    agents.move(locked, AgentStatus.ACTIVE, null, Optional.empty(), false, now),
                    "the suspension is over");
        }
    }

    /** Ends an agent for good: no credential, no consent, no role is left of it, only the record. */
    public Moved retire(Agent agent, String reason) {
        Agent locked = agents.lock(realm.getId(), agent.id()).orElseThrow();
        if (locked.status() == AgentStatus.RETIRED) {
            return new Moved(locked, Ended.NOTHING);
        }
        ClientModel client = realm.getClientById(agent.id());
        new AgentClients(session).strip(realm, client);
        new FingerprintStore(session).delete(agent.id());
        HeldCredential none =
                new HeldCredential(locked.credential().type(), ClientCredential.digest(client), Optional.empty());
        Agent stripped = agents.setCredential(locked, none, now);
        Agent retired = agents.move(stripped, AgentStatus.RETIRED, reason, Optional.empty(), true, now);
        Ended ended = tasks.endAll(realm, retired, ending("the agent was retired"));
        record(AuditType.AGENT_RETIRED, retired, reason);
        return new Moved(retired, ended);
    }

    public Agent setRisk(Agent agent, Risk risk) {
        Agent locked = locked(agent);
        Agent after = agents.setRisk(locked, risk, now);
        new AuditLog(session)
                .append(
                        realm,
                        caller.record(AuditType.RISK_CHANGED)
                                .agent(after)
                                .change(
                                        "risk",
                                        locked.risk().level().wire(),
                                        risk.level().wire())
                                .reason(risk.reason()));
        return after;
    }

    /** Somebody looked at the agent and found it needed and right; the next review is due a period from now. What an overdue review
     * suspended is active again. */
    public Agent reviewed(Agent agent) {
        Agent locked = locked(agent);
        Review review =
                new Review(Optional.of(now), Optional.of(now.plus(settings().reviewEvery(locked.environment()))));
        Agent after = agents.setReview(locked, review, now);
        record(AuditType.AGENT_REVIEWED, after, null);
        boolean wasForReview = locked.suspension()
                .filter(suspension -> suspension.cause() == Suspension.Cause.REVIEW)
                .isPresent();
        return wasForReview ? activate(after, false) : after;
    }

    /** The named owner, who calls, takes the agent on, or declines; the sponsors of an agent that nobody wants are told. */
    public Agent answer(Agent agent, OwnerAnswer answer) {
        Agent locked = locked(agent);
        if (locked.ownerAnswer() == answer) {
            return locked;
        }
        if (answer == OwnerAnswer.DECLINED && locked.ownerAnswer() == OwnerAnswer.TAKEN_ON) {
            throw new AgentConflict("the agent was taken on; ask an administrator to hand it over");
        }
        Agent after = agents.answered(locked, answer, now);
        record(answer == OwnerAnswer.TAKEN_ON ? AuditType.OWNER_CONFIRMED : AuditType.OWNER_DECLINED, after, null);
        if (answer == OwnerAnswer.DECLINED) {
            new MailOutbox(session)
                    .add(after, new Sponsors(session, realm).people(after.id()), MailKind.OWNER_DECLINED, now);
        }
        return after;
    }

    private Agent locked(Agent agent) {
        Agent locked = agents.lock(realm.getId(), agent.id()).orElseThrow();
        if (locked.status() == AgentStatus.RETIRED) {
            throw new AgentConflict("the agent is retired, which is final");
        }
        return locked;
    }

    private void record(AuditType type, Agent agent, String reason) {
        AuditRecord record = caller.record(type).agent(agent).reason(reason);
        new AuditLog(session).append(realm, record);
    }

    private Ending ending(String reason) {
        return new Ending(rank(), caller.userId(), reason);
    }

    private Rank rank() {
        return caller.userId() == null ? Rank.SYSTEM : Rank.ADMIN;
    }

    private Settings settings() {
        return new RealmStore(session).of(realm.getId()).settings();
    }

    /** An agent after a move, and what ended with it. */
    public record Moved(Agent agent, Ended ended) {}
}
