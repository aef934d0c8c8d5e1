package io.agentidentity.agent.upkeep;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.chore.AgentChoreFactory;
import io.agentidentity.audit.PendingRecords;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSessionFactory;

/** Writes the records that could not be written when what they tell of was done. */
public final class RecordsChoreFactory extends AgentChoreFactory {

    private static final Logger LOG = Logger.getLogger(RecordsChoreFactory.class);

    /** What is younger may be about to be written by whoever made it. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    public RecordsChoreFactory() {
        super("audit-pending", 10);
    }

    @Override
    protected AgentChore chore() {
        return new RecordsChore();
    }

    private static final class RecordsChore extends AgentChore {

        @Override
        public void run(KeycloakSessionFactory factory, Instant now) {
            try {
                PendingRecords.writeLate(factory, now.minus(GRACE));
            } catch (RuntimeException e) {
                LOG.warnf("records cannot be written yet: %s", e.getMessage());
            }
        }
    }
}
