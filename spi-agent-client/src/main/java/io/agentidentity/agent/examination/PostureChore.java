package io.agentidentity.agent.examination;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.findings.FindingStore;
import io.agentidentity.agent.lifecycle.AgentCredentials;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.posture.Finding;
import io.agentidentity.agent.store.AgentStore;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/**
 * Examines first what was changed, then what was examined longest ago; each agent about once an hour. A run stops after a while,
 * so that a hundred thousand agents are examined over several runs and nothing else has to wait. One that cannot be examined is
 * put back in line like the others, or it would be the first of each run for good.
 */
final class PostureChore extends AgentChore {

    private static final Duration FRESH = Duration.ofHours(1);
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(20);
    private static final int BATCH = 50;

    @Override
    public void run(KeycloakSessionFactory factory, Instant now) {
        Instant end = now.plus(LONGEST_ROUND);
        int examined = BATCH;
        while (examined == BATCH && Time.currentTimeMillis() < end.toEpochMilli() && goOn()) {
            examined = batch(factory, now);
        }
    }

    private int batch(KeycloakSessionFactory factory, Instant now) {
        List<Agent> agents = attempt(
                        factory,
                        "agents to examine",
                        session -> new AgentStore(session).examinedBefore(now.minus(FRESH), BATCH))
                .orElse(List.of());
        Map<String, List<String>> byRealm = agents.stream()
                .collect(Collectors.groupingBy(
                        Agent::realmId, LinkedHashMap::new, Collectors.mapping(Agent::id, Collectors.toList())));
        // Each writes its row, and several rows are locked in the order of their ids.
        byRealm.forEach((realmId, ids) -> each(
                factory,
                "agent",
                realmId,
                ids.stream().sorted().toList(),
                BATCH,
                (session, realm, id) -> examine(session, realm, id, now),
                id -> unreadable(factory, realmId, id, now)));
        return agents.size();
    }

    private static void examine(KeycloakSession session, RealmModel realm, String id, Instant now) {
        new AgentStore(session)
                .find(realm.getId(), id)
                .ifPresent(agent -> new Examination(session, realm, now).examine(caughtUp(session, realm, agent, now)));
    }

    private void unreadable(KeycloakSessionFactory factory, String realmId, String id, Instant now) {
        attempt(factory, "the finding of agent " + id, session -> {
            AgentStore agents = new AgentStore(session);
            agents.find(realmId, id).ifPresent(agent -> {
                if (session.realms().getRealm(realmId) != null) {
                    new FindingStore(session).put(realmId, Optional.of(id), List.of(Finding.unreadable()), now);
                }
                agents.examined(agent, now);
            });
            return true;
        });
    }

    /** What an agent lacks that was made by an earlier version. */
    private static Agent caughtUp(KeycloakSession session, RealmModel realm, Agent agent, Instant now) {
        if (agent.credential().digest() != null) {
            return agent;
        }
        AgentStore agents = new AgentStore(session);
        agents.index(agent);
        new AgentCredentials(session, realm, Caller.system(), now).catchUp(agent);
        return agents.find(realm.getId(), agent.id()).orElse(agent);
    }
}
