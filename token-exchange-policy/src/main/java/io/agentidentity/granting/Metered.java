package io.agentidentity.granting;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.lifecycle.TaskCheck.Line;
import io.agentidentity.task.store.TaskStore;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;

/** The numbers of tokens that the agents of a line may have by their records as they are now, whenever the task was opened. */
final class Metered {

    private final KeycloakSession session;
    private final List<Agent> agents;

    /** Of the agents that a task has come down, and the one that acts. */
    Metered(KeycloakSession session, Line line, Agent acting) {
        this.session = session;
        this.agents = Stream.concat(line.agents().stream(), Stream.of(acting)).toList();
    }

    /**
     * As many tokens as one task may have, all tasks of an agent for a person may have together that were opened within the
     * longest time that one may live. The agents' rows are locked where any is bounded, so this comes before any other lock.
     *
     * @throws Refusal {@code invalid_grant} if none is left
     */
    void require(String principalId, Instant now) {
        List<Agent> bounded = agents.stream().filter(Metered::isBounded).toList();
        if (bounded.isEmpty()) {
            return;
        }
        new AgentStore(session)
                .lock(bounded.get(0).realmId(), agents.stream().map(Agent::id).toList());
        TaskStore tasks = new TaskStore(session);
        RealmStore realms = new RealmStore(session);
        for (Agent agent : bounded) {
            Instant since = now.minusSeconds(realms.rules(agent).taskSeconds());
            if (tasks.tokens(agent.realmId(), agent.id(), principalId, since) >= most(agent)) {
                throw new Refusal(Reason.TASK_LIMIT_REACHED, "no token for this person is left");
            }
        }
    }

    /** What each agent's own task may have, the first one first. */
    List<Integer> mostTokens() {
        return agents.stream().map(Metered::most).toList();
    }

    private static boolean isBounded(Agent agent) {
        return agent.ceiling().limits().maxTokens().isPresent();
    }

    private static int most(Agent agent) {
        return agent.ceiling().limits().maxTokens().orElse(Integer.MAX_VALUE);
    }
}
