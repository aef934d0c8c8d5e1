package io.agentidentity.signal.emit;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.Risk;
import io.agentidentity.signal.Signal;
import io.agentidentity.signal.Signal.CredentialChange;
import io.agentidentity.signal.SignalSubject;
import java.time.Instant;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** What receivers are told about agents, once the current transaction has committed. */
public final class AgentSignals {

    private final Signals signals;

    public AgentSignals(KeycloakSession session, RealmModel realm) {
        this.signals = new Signals(session, realm);
    }

    /** Whatever the agent has is dead; one signal, however much that was. */
    public void stopped(Agent agent, Rank by) {
        signals.send(Signal.ended(subject(agent), by, "the agent was stopped", now()));
    }

    public void credential(Agent agent, CredentialChange change) {
        signals.send(Signal.credential(subject(agent), agent.credential().type(), change, now()));
    }

    public void risk(Risk before, Agent after) {
        Signal.risk(subject(after), before.level(), after.risk(), now()).ifPresent(signals::send);
    }

    private static SignalSubject subject(Agent agent) {
        return SignalSubject.agent(agent.id(), agent.clientId());
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }
}
