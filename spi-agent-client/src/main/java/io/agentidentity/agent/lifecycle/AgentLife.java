package io.agentidentity.agent.lifecycle;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.OwnerAnswer;
import io.agentidentity.agent.Agent.OwnerState;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.Review;
import io.agentidentity.agent.Suspension;
import io.agentidentity.agent.Suspension.Cause;
import io.agentidentity.agent.Suspension.Ground;
import io.agentidentity.agent.client.AgentClients;
import io.agentidentity.agent.client.ClientCredential;
import io.agentidentity.agent.credential.HeldCredential;
import io.agentidentity.agent.lifecycle.AgentTasks.Ended;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.agent.mail.MailKind;
import io.agentidentity.agent.mail.MailOutbox;
import io.agentidentity.agent.owner.Owners;
import io.agentidentity.agent.owner.Sponsors;
import io.agentidentity.agent.settings.RiskSettings.Consequence;
import io.agentidentity.agent.settings.Settings;
import io.agentidentity.agent.settings.Settings.Period;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.FingerprintStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.signal.Signal.CredentialChange;
import io.agentidentity.signal.emit.AgentSignals;
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
     * Suspends an agent: it gets nothing from now on, its tasks end, and nothing issued so far ever lives again. What it is
     * suspended for already, by somebody else or by the server, goes on beside this.
     *
     * @param until the instant at which it may work again; absent means until somebody activates it
     * @throws AgentConflict if it is retired
     */
    public Moved suspend(Agent agent, Cause cause, String reason, Optional<Instant> until) {
        Agent locked = locked(agent);
        if (until.isPresent() && !until.get().isAfter(now)) {
            throw new InvalidInput("until must be in the future");
        }
        Rank rank = cause == Cause.OWNER ? Rank.OWNER : rank();
        Ending ending = new Ending(rank, caller, "the agent was suspended");
        Optional<Suspension> held = held(locked);
        boolean known = held.stream()
                .flatMap(suspension -> suspension.grounds().stream())
                .anyMatch(ground -> ground.cause() == cause && ground.until().equals(until));
        if (known) {
            // Nothing is left to end, but the answer still says until when its last tokens look good.
            return new Moved(locked, tasks.endAll(realm, locked, ending));
        }
        Ground ground = new Ground(cause, Optional.ofNullable(caller.userId()), until, Optional.ofNullable(reason));
        Suspension suspension = held.map(before -> before.with(ground)).orElseGet(() -> new Suspension(ground));
        Agent suspended = agents.move(locked, AgentStatus.SUSPENDED, null, Optional.of(suspension), true, now);
        Ended ended = tasks.endAll(realm, suspended, ending);
        recordEnding(AuditType.AGENT_SUSPENDED, suspended, reason);
        new AgentSignals(session, realm).stopped(suspended, rank);
        return new Moved(suspended, ended);
    }

    /** Suspends an agent whatever else holds, and ends whatever is live of it. */
    public Moved kill(Agent agent, Cause cause, String reason) {
        Moved moved = suspend(agent, cause, reason, Optional.empty());
        Agent dead = agents.newEpoch(moved.agent());
        recordEnding(AuditType.AGENT_KILLED, dead, reason);
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
        Optional<Suspension> held = held(locked);
        boolean anothersDoing =
                held.flatMap(suspension -> suspension.without(Cause.OWNER)).isPresent();
        if (byOwner && anothersDoing) {
            throw new AgentConflict("only an administrator lifts this suspension");
        }
        requireDone(locked, held);
        if (owner == OwnerState.OUT) {
            throw new InvalidInput("the owner is gone or disabled; give the agent an enabled owner first");
        }
        Agent active = agents.move(locked, AgentStatus.ACTIVE, null, Optional.empty(), false, now);
        record(AuditType.AGENT_ACTIVATED, active, null);
        return active;
    }

    /** Whoever activates an agent that the server would suspend again at once is told what to do first. */
    private void requireDone(Agent agent, Optional<Suspension> held) {
        boolean forReview =
                held.filter(suspension -> suspension.has(Cause.REVIEW)).isPresent();
        Instant latest = forReview ? now : now.minus(settings().period(Period.GRACE));
        if (agent.review().overdueAt(latest)) {
            throw new AgentConflict("the review is overdue; review the agent first");
        }
        if (!agent.credential().type().accepted() && agent.credential().endedAt(now)) {
            throw new AgentConflict("the debt is overdue; give the agent a credential of its own first");
        }
        boolean forRisk = held.filter(suspension -> suspension.has(Cause.RISK)).isPresent();
        if (forRisk && settings().risk().at(agent.risk()) == Consequence.SUSPEND) {
            throw new AgentConflict("the risk is " + agent.risk().level().wire() + "; set a lower one first");
        }
    }

    /** Why an agent is suspended at this moment. */
    private Optional<Suspension> held(Agent agent) {
        return agent.suspension().flatMap(suspension -> suspension.at(now));
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

    /**
     * Notes that an agent has expired, if it has and nobody noted it before, and ends for good what it has, so that more time gives
     * it nothing back.
     */
    public Agent expired(Agent agent) {
        Agent locked = agents.lock(realm.getId(), agent.id()).orElseThrow();
        if (locked.status() == AgentStatus.RETIRED || !locked.expiredAt(now) || !agents.noteExpired(locked, now)) {
            return locked;
        }
        Agent expired = agents.newEpoch(locked);
        tasks.endAll(realm, expired, Ending.system("the agent has expired"));
        recordEnding(AuditType.AGENT_EXPIRED, expired, null);
        new AgentSignals(session, realm).stopped(expired, Rank.SYSTEM);
        return expired;
    }

    /** Ends an agent for good: no credential, no consent, no role is left of it, only the record. */
    public Moved retire(Agent agent, String reason) {
        Agent locked = agents.lock(realm.getId(), agent.id()).orElseThrow();
        if (locked.status() == AgentStatus.RETIRED) {
            return new Moved(locked, tasks.endAll(realm, locked, ending("the agent was retired")));
        }
        ClientModel client = realm.getClientById(agent.id());
        new AgentClients(session).strip(realm, client);
        new FingerprintStore(session).delete(agent.id());
        HeldCredential none =
                new HeldCredential(locked.credential().type(), ClientCredential.digest(client), Optional.empty());
        Agent stripped = agents.setCredential(locked, none, now);
        Agent retired = agents.move(stripped, AgentStatus.RETIRED, reason, Optional.empty(), true, now);
        Ended ended = tasks.endAll(realm, retired, ending("the agent was retired"));
        recordEnding(AuditType.AGENT_RETIRED, retired, reason);
        AgentSignals signals = new AgentSignals(session, realm);
        signals.stopped(retired, rank());
        signals.credential(retired, CredentialChange.REVOKE);
        return new Moved(retired, ended);
    }

    /** Somebody looked at the agent and found it needed and right; the next review is due a period from now. What an overdue review
     * suspended is active again. */
    public Agent reviewed(Agent agent) {
        Agent locked = locked(agent);
        Review review =
                new Review(Optional.of(now), Optional.of(now.plus(settings().reviewEvery(locked.environment()))));
        Agent after = agents.setReview(locked, review, now);
        record(AuditType.AGENT_REVIEWED, after, null);
        Optional<Suspension> held = held(after);
        if (held.filter(suspension -> suspension.has(Cause.REVIEW)).isEmpty()) {
            return after;
        }
        Optional<Suspension> left = held.flatMap(suspension -> suspension.without(Cause.REVIEW));
        return left.isPresent()
                ? agents.move(after, AgentStatus.SUSPENDED, null, left, false, now)
                : activate(after, false);
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
        new AuditLog(session).append(realm, recordOf(type, agent, reason));
    }

    /** An ending never waits for its record. */
    private void recordEnding(AuditType type, Agent agent, String reason) {
        new AuditLog(session).appendAfterCommit(realm, recordOf(type, agent, reason));
    }

    private AuditRecord recordOf(AuditType type, Agent agent, String reason) {
        return caller.record(type).agent(agent).reason(reason);
    }

    private Ending ending(String reason) {
        return new Ending(rank(), caller, reason);
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
