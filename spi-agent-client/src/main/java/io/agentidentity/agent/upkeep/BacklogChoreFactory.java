package io.agentidentity.agent.upkeep;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.chore.AgentChoreFactory;
import io.agentidentity.audit.seal.Backlog;
import io.agentidentity.metrics.Meters;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.models.KeycloakSessionFactory;

/** Shows monitoring how many records wait for their seal; each node shows it. */
public final class BacklogChoreFactory extends AgentChoreFactory {

    public BacklogChoreFactory() {
        super("audit-backlog", 15);
    }

    @Override
    protected AgentChore chore() {
        return new BacklogChore();
    }

    @Override
    protected boolean leased() {
        return false;
    }

    private static final class BacklogChore extends AgentChore {

        @Override
        public void run(KeycloakSessionFactory factory, Instant now) {
            if (Meters.watched()) {
                attempt(factory, "the count of records to seal", Backlog::of).ifPresent(waiting -> show(waiting, now));
            }
        }

        private static void show(List<Backlog> waiting, Instant now) {
            Map<String, Long> records = new HashMap<>();
            Map<String, Double> ages = new HashMap<>();
            for (Backlog backlog : waiting) {
                records.put(backlog.realm(), backlog.records());
                ages.put(
                        backlog.realm(),
                        Math.max(0, Duration.between(backlog.oldest(), now).toMillis() / 1000.0));
            }
            Meters.show("agent.identity.audit.unsealed", "Records that wait for their seal", records);
            Meters.show("agent.identity.audit.unsealed.age.seconds", "How long the oldest of them has waited", ages);
        }
    }
}
