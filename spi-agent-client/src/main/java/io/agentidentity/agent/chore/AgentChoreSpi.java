package io.agentidentity.agent.chore;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Declares {@link AgentChore} to Keycloak. */
public final class AgentChoreSpi implements Spi {

    @Override
    public boolean isInternal() {
        return true;
    }

    @Override
    public String getName() {
        return "agent-chore";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return AgentChore.class;
    }

    @Override
    public Class<? extends ProviderFactory<AgentChore>> getProviderFactoryClass() {
        return AgentChoreFactory.class;
    }
}
