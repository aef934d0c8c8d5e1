package io.agentidentity.task.sweep;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.chore.AgentChoreFactory;
import io.agentidentity.metrics.Meters;
import io.agentidentity.metrics.Meters.Reading;
import io.agentidentity.task.store.AgedRows;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Shows monitoring how many tasks are active; each node shows it. */
public final class LiveTasksChoreFactory extends AgentChoreFactory {

    public LiveTasksChoreFactory() {
        super("live-tasks", 60);
    }

    @Override
    protected AgentChore chore() {
        return new LiveTasksChore();
    }

    @Override
    protected boolean leased() {
        return false;
    }

    private static final class LiveTasksChore extends AgentChore {

        @Override
        public void run(KeycloakSessionFactory factory, Instant now) {
            if (Meters.watched()) {
                attempt(factory, "the count of active tasks", session -> active(session, now))
                        .ifPresent(tasks -> Meters.show("agent.identity.tasks.active", "Tasks that are active", tasks));
            }
        }

        private static List<Reading> active(KeycloakSession session, Instant now) {
            AgedRows rows = new AgedRows(session);
            return rows.realms().stream()
                    .map(session.realms()::getRealm)
                    .filter(Objects::nonNull)
                    .map(realm -> Reading.of(realm.getName(), rows.active(realm.getId(), now)))
                    .toList();
        }
    }
}
