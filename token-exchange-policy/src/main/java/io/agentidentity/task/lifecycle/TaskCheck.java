package io.agentidentity.task.lifecycle;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.audit.AuditRecord.ActLink;
import io.agentidentity.task.ActorChain;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskState;
import io.agentidentity.task.store.TaskStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Does a task permit anything at this moment? Its own state, the agent's delegation rule and risk, the person's login where that
 * counts, and the same for every task that it was handed down from.
 */
public final class TaskCheck {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    public TaskCheck(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * The line of agents that a task has come down, if the task permits something.
     *
     * @param agent the task's agent, which has been let through already
     */
    public Optional<Line> active(Task task, Agent agent, UserModel person) {
        return task.live(now, agent.epoch()) ? standing(task, agent, person) : Optional.empty();
    }

    /** As {@link #active} for a task that was handed down to the agent, which may not have begun with it. */
    public Optional<Line> activeOrPending(Task task, Agent agent, UserModel person) {
        boolean waiting = task.stateAt(now) == TaskState.PENDING && task.agentEpoch() == agent.epoch();
        return waiting ? standing(task, agent, person) : active(task, agent, person);
    }

    private Optional<Line> standing(Task task, Agent agent, UserModel person) {
        return holds(task, agent, person) ? above(task, person) : Optional.empty();
    }

    private boolean holds(Task task, Agent agent, UserModel person) {
        return new RealmStore(session).rules(agent).atRisk().permitsTasks()
                && new LoginCheck(session).holds(agent, task)
                && new DelegationRule(session, realm).allows(agent, person, task.ground());
    }

    private Optional<Line> above(Task task, UserModel person) {
        List<Agent> agents = new ArrayList<>();
        AgentGate gate = new AgentGate(session, realm);
        List<Task> above = new TaskStore(session).above(task);
        for (Task one : above) {
            ClientModel client = realm.getClientById(one.agentId());
            Optional<Agent> agent = new AgentStore(session).find(realm.getId(), one.agentId());
            if (client == null
                    || agent.isEmpty()
                    || !gate.open(agent.get(), client)
                    || !one.live(now, agent.get().epoch())
                    || !holds(one, agent.get(), person)) {
                return Optional.empty();
            }
            agents.add(agent.get());
        }
        return above.size() == task.above().size() ? Optional.of(new Line(agents)) : Optional.empty();
    }

    /** The chain of actors for a token of an agent whose task has come down a line. */
    public ActorChain chain(Line line, Agent agent, UserModel account) {
        List<ActLink> actors = new ArrayList<>();
        actors.add(ActLink.of(account.getId(), agent));
        for (int i = line.agents().size() - 1; i >= 0; i--) {
            Agent above = line.agents().get(i);
            UserModel itsAccount = session.users().getServiceAccount(realm.getClientById(above.id()));
            actors.add(ActLink.of(itsAccount.getId(), above));
        }
        return new ActorChain(actors);
    }

    /**
     * The agents that a task has come down.
     *
     * @param agents the one that the person asked first; empty if that is the task's own agent
     */
    public record Line(List<Agent> agents) {

        /** No agent but the task's own. */
        public static final Line NONE = new Line(List.of());

        public Line {
            agents = List.copyOf(agents);
        }
    }
}
