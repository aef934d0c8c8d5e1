package io.agentidentity.task.lifecycle;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.signal.Signal;
import io.agentidentity.signal.SignalSubject;
import io.agentidentity.signal.emit.Signals;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskState;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** What receivers are told about tasks, once the current transaction has committed. */
public final class TaskSignals {

    private final RealmModel realm;
    private final Signals signals;
    private final AgentStore agents;

    public TaskSignals(KeycloakSession session, RealmModel realm) {
        this.realm = realm;
        this.signals = new Signals(session, realm);
        this.agents = new AgentStore(session);
    }

    /** The tokens of a task are dead: it is over, or suspended. */
    public void ended(Task task, TaskState state, Rank by) {
        if (signals.on()) {
            String reason = "the task was " + state.wire();
            agent(task.agentId())
                    .ifPresent(agent -> signals.send(Signal.ended(subject(task, agent), by, reason, now())));
        }
    }

    /** All tasks of a person have ended: one signal for each of their agents. */
    public void endedForPerson(List<Task> tasks, Rank by) {
        each(tasks, by, (task, agent) -> SignalSubject.pair(task.principalId(), agent.id(), agent.clientId()));
    }

    /** All tasks of agents have ended: one signal for each agent. */
    public void endedOfAgents(List<Task> tasks, Rank by) {
        each(tasks, by, (task, agent) -> SignalSubject.agent(agent.id(), agent.clientId()));
    }

    /** A task has more scopes while tokens of it are alive. */
    public void widened(Task task, Agent agent) {
        signals.send(Signal.scopes(subject(task, agent), task.authority().scopes(), now()));
    }

    private void each(List<Task> tasks, Rank by, BiFunction<Task, Agent, SignalSubject> subject) {
        if (tasks.isEmpty() || !signals.on()) {
            return;
        }
        Map<String, Optional<Agent>> known = tasks.stream()
                .map(Task::agentId)
                .distinct()
                .collect(Collectors.toMap(Function.identity(), this::agent));
        Set<SignalSubject> subjects = new LinkedHashSet<>();
        tasks.forEach(task -> known.get(task.agentId()).ifPresent(agent -> subjects.add(subject.apply(task, agent))));
        subjects.forEach(each -> signals.send(Signal.ended(each, by, "the agent's tasks were ended", now())));
    }

    private Optional<Agent> agent(String id) {
        return agents.find(realm.getId(), id);
    }

    private static SignalSubject subject(Task task, Agent agent) {
        return SignalSubject.task(task.id().value(), task.principalId(), agent.id(), agent.clientId());
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }
}
