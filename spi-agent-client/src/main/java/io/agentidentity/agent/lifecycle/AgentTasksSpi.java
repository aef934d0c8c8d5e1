package io.agentidentity.agent.lifecycle;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Declares {@link AgentTasks} to Keycloak. */
public final class AgentTasksSpi implements Spi {

    @Override
    public boolean isInternal() {
        return true;
    }

    @Override
    public String getName() {
        return "agent-tasks";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return AgentTasks.class;
    }

    @Override
    public Class<? extends ProviderFactory<AgentTasks>> getProviderFactoryClass() {
        return AgentTasksFactory.class;
    }
}
