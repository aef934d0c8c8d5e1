package io.agentidentity.agent.upkeep;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.chore.AgentChoreFactory;
import io.agentidentity.audit.outbox.Lag;
import io.agentidentity.audit.seal.Backlog;
import io.agentidentity.metrics.Meters;
import io.agentidentity.metrics.Meters.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.keycloak.models.KeycloakSessionFactory;

/** Shows monitoring how many records wait for their seal, and how many for a sink; each node shows it. */
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
                attempt(factory, "the count of records to deliver", Lag::of).ifPresent(BacklogChore::show);
            }
        }

        private static void show(List<Lag> lags) {
            Meters.show(
                    "agent.identity.audit.sink.lag",
                    "Sealed records that a sink has not taken yet",
                    lags.stream()
                            .map(lag -> new Reading(lag.records(), List.of("realm", lag.realm(), "sink", lag.sink())))
                            .toList());
        }

        private static void show(List<Backlog> waiting, Instant now) {
            Meters.show(
                    "agent.identity.audit.unsealed",
                    "Records that wait for their seal",
                    waiting.stream()
                            .map(one -> Reading.of(one.realm(), one.records()))
                            .toList());
            Meters.show(
                    "agent.identity.audit.unsealed.age.seconds",
                    "How long the oldest of them has waited",
                    waiting.stream()
                            .map(one -> Reading.of(one.realm(), seconds(one, now)))
                            .toList());
        }

        private static double seconds(Backlog waiting, Instant now) {
            return Math.max(0, Duration.between(waiting.oldest(), now).toMillis() / 1000.0);
        }
    }
}
