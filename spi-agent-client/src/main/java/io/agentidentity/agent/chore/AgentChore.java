package io.agentidentity.agent.chore;

import java.time.Instant;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.Provider;

/** Something that has to be done again and again, by one node of the cluster at a time. */
public abstract class AgentChore implements Provider {

    /** Does what is due, in transactions of its own; what is left over waits for the next run. */
    public abstract void run(KeycloakSessionFactory factory, Instant now);

    @Override
    public void close() {}
}
