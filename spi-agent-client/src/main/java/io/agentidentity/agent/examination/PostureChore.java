package io.agentidentity.agent.examination;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.findings.FindingStore;
import io.agentidentity.agent.posture.Finding;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.AgentStore.AgentKey;
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
        List<AgentKey> agents = attempt(
                        factory,
                        "agents to examine",
                        session -> new AgentStore(session).examinedBefore(now.minus(FRESH), BATCH))
                .orElse(List.of());
        Map<String, List<String>> byRealm = agents.stream()
                .collect(Collectors.groupingBy(
                        AgentKey::realmId, LinkedHashMap::new, Collectors.mapping(AgentKey::id, Collectors.toList())));
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
                .ifPresent(agent -> new Examination(session, realm, now).examine(agent));
    }

    private void unreadable(KeycloakSessionFactory factory, String realmId, String id, Instant now) {
        attempt(factory, "the finding of agent " + id, session -> {
            boolean there = new AgentStore(session).examined(id, now);
            if (there && session.realms().getRealm(realmId) != null) {
                new FindingStore(session).put(realmId, Optional.of(id), List.of(Finding.unreadable()), now);
            }
            return true;
        });
    }
}
