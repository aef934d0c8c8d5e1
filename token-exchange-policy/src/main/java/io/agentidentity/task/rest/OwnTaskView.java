package io.agentidentity.task.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.names.TargetNames;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.authority.Limits;
import io.agentidentity.authority.Usage;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.task.Move;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskState;
import io.agentidentity.task.store.TaskStore;
import io.agentidentity.task.store.UsageStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** A task as the person sees it in whose name it runs: with names, and with what is used and left of its limits. */
final class OwnTaskView {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Instant now;
    private final TaskView plain;
    private final UsageStore usages;
    private final TargetNames targets;
    private final Map<String, Optional<Agent>> agents = new HashMap<>();
    private final Map<String, Usage> together = new HashMap<>();

    OwnTaskView(KeycloakSession session, RealmModel realm, Instant now) {
        this.session = session;
        this.realm = realm;
        this.now = now;
        this.plain = new TaskView(realm);
        this.usages = new UsageStore(session);
        this.targets = new TargetNames(session, realm);
    }

    ObjectNode of(Task task) {
        Optional<Agent> agent = agent(task.agentId());
        ObjectNode node = plain.of(task)
                .put("agentName", agent.map(Agent::name).orElse(null))
                .put("targetName", targets.of(task.authority().target()).orElse(null));
        ArrayNode above = node.putArray("askedBy");
        List<Task> line = new TaskStore(session).above(task);
        for (int i = line.size() - 1; i >= 0; i--) {
            agent(line.get(i).agentId()).map(Agent::clientId).ifPresent(above::add);
        }
        Usage usage = usages.of(task);
        Limits most = agent.map(one -> one.ceiling().limits()).orElse(Limits.NONE);
        Limits limits = both(task.authority().rights().limits(), most);
        Limits left = usage.left(limits);
        if (!most.isEmpty()) {
            // What the agent's record allows, it allows for all that it does for the person together.
            left = both(left, used(agent.orElseThrow(), task.principalId()).left(most));
        }
        node.set("limits", limits.toJson());
        node.set("used", usage.toJson().put("tokens", task.issued().tokens()));
        node.set("left", left.toJson());
        return node.put(
                "mayResume",
                task.stateAt(now) == TaskState.SUSPENDED
                        && Move.RESUME.allowedTo(rank(agent, task), task.suspendedBy()));
    }

    /** Both together; where a record that was changed since makes them too many to count, those of the task. */
    private static Limits both(Limits ofTask, Limits ofAgent) {
        try {
            return ofTask.strictest(ofAgent);
        } catch (InvalidInput e) {
            return ofTask;
        }
    }

    /** As the owner of the agent the person may do more with the task than as the one in whose name it runs. */
    private static Rank rank(Optional<Agent> agent, Task task) {
        return agent.filter(one -> one.ownerId().equals(task.principalId())).isPresent() ? Rank.OWNER : Rank.PRINCIPAL;
    }

    private Optional<Agent> agent(String id) {
        return agents.computeIfAbsent(id, one -> new AgentStore(session).find(realm.getId(), one));
    }

    private Usage used(Agent agent, String principalId) {
        return together.computeIfAbsent(
                agent.id(),
                id -> usages.ofPair(
                        realm.getId(),
                        id,
                        principalId,
                        now.minusSeconds(new RealmStore(session).rules(agent).taskSeconds())));
    }
}
