package io.agentidentity.agent.upkeep;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.chore.AgentChoreFactory;
import io.agentidentity.audit.seal.ColumnFill;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.KeycloakSessionFactory;

/** After an update, makes records that were sealed before findable by what is new to be searched by. */
public final class ColumnsChoreFactory extends AgentChoreFactory {

    public ColumnsChoreFactory() {
        super("audit-columns", 10);
    }

    @Override
    protected AgentChore chore() {
        return new ColumnsChore();
    }

    private static final class ColumnsChore extends AgentChore {

        @Override
        public void run(KeycloakSessionFactory factory, Instant now) {
            attempt(factory, "the search for records to fill in", session -> new ColumnFill(session).realms())
                    .orElse(List.of())
                    .forEach(realm -> fill(factory, realm));
        }

        private void fill(KeycloakSessionFactory factory, String realm) {
            Optional<Boolean> more = Optional.of(true);
            while (more.orElse(false) && goOn()) {
                more = attempt(
                        factory,
                        "the columns of records of realm " + realm,
                        session -> new ColumnFill(session).next(realm));
            }
        }
    }
}
