package io.agentidentity.agent.risk;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.Risk;
import io.agentidentity.agent.Suspension.Cause;
import io.agentidentity.agent.lifecycle.AgentConflict;
import io.agentidentity.agent.lifecycle.AgentLife;
import io.agentidentity.agent.lifecycle.AgentTasks;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.mail.MailKind;
import io.agentidentity.agent.mail.MailOutbox;
import io.agentidentity.agent.owner.Sponsors;
import io.agentidentity.agent.settings.RiskSettings.Consequence;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditType;
import io.agentidentity.signal.emit.AgentSignals;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Notes how risky agents are held to be. Each call is one transaction: the level, what follows from it, and the records. */
public final class AgentRisks {

    private static final int MAX_REASON = 255;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Caller caller;
    private final AgentStore agents;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    public AgentRisks(KeycloakSession session, RealmModel realm, Caller caller) {
        this.session = session;
        this.realm = realm;
        this.caller = caller;
        this.agents = new AgentStore(session);
    }

    /**
     * Notes a signal and does what the realm wants done at the level that it leads to.
     *
     * @throws AgentConflict if the agent is retired
     */
    public Agent signal(Agent agent, Risk.Signal signal) {
        List<UserModel> people = toTell(agent, signal);
        return set(locked(agent), signal, people);
    }

    /** Notes that an agent is held to be riskier by a level than it was; nothing of one that is retired. */
    public void raise(Agent agent, String reason) {
        List<UserModel> people = toTell(agent, higher(agent, reason));
        Agent locked = agents.lock(realm.getId(), agent.id()).orElseThrow();
        if (locked.status() != AgentStatus.RETIRED) {
            set(locked, higher(locked, reason), people);
        }
    }

    private static Risk.Signal higher(Agent agent, String reason) {
        return new Risk.Signal(agent.risk().level().higher(), reason, Optional.empty());
    }

    /**
     * Whom to tell that the agent is suspended, if it will be. Looked up before rows are locked: a look into a directory may remove
     * a person in a transaction beside this one.
     */
    private List<UserModel> toTell(Agent agent, Risk.Signal signal) {
        boolean already =
                agent.suspension().filter(held -> held.has(Cause.RISK)).isPresent();
        return already || consequence(agent.risk().after(signal, now)) != Consequence.SUSPEND
                ? List.of()
                : new Sponsors(session, realm).withOwner(agent);
    }

    private Consequence consequence(Risk risk) {
        return new RealmStore(session).of(realm.getId()).settings().risk().at(risk);
    }

    private Agent set(Agent locked, Risk.Signal signal, List<UserModel> people) {
        Agent after = agents.setRisk(locked, locked.risk().after(signal, now), now);
        changed(locked.risk(), after, signal.reason());
        String why = "the risk is " + after.risk().level().wire()
                + Optional.ofNullable(after.risk().reason())
                        .map(reason -> ": " + reason)
                        .orElse("");
        String reason = why.length() > MAX_REASON ? why.substring(0, MAX_REASON) : why;
        return switch (consequence(after.risk())) {
            case NONE, NO_NEW_TASKS -> after;
            case SUSPEND_TASKS -> {
                AgentTasks.of(session).suspendAll(realm, after, new Ending(Rank.SYSTEM, caller, reason));
                yield after;
            }
            case SUSPEND -> {
                new MailOutbox(session).add(after, people, MailKind.TOO_RISKY, now, now);
                yield new AgentLife(session, realm, caller)
                        .suspend(after, Cause.RISK, reason, Optional.empty())
                        .agent();
            }
        };
    }

    /** Writes down what has worn off of an agent's risk, which held without that already. */
    public void settle(Agent agent) {
        Agent locked = agents.lock(realm.getId(), agent.id()).orElseThrow();
        agents.settleRisk(locked, now).ifPresent(before -> changed(before, locked, "it has worn off"));
    }

    private void changed(Risk before, Agent after, String reason) {
        // Never waits for the log: an ending may follow from it.
        new AuditLog(session)
                .appendAfterCommit(
                        realm,
                        caller.record(AuditType.RISK_CHANGED)
                                .agent(after)
                                .change(
                                        "risk",
                                        before.level().wire(),
                                        after.risk().level().wire())
                                .reason(reason));
        new AgentSignals(session, realm).risk(before, after);
    }

    private Agent locked(Agent agent) {
        Agent locked = agents.lock(realm.getId(), agent.id()).orElseThrow();
        if (locked.status() == AgentStatus.RETIRED) {
            throw new AgentConflict("the agent is retired, which is final");
        }
        return locked;
    }
}
