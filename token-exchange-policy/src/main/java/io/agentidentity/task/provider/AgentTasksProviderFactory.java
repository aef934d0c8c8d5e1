package io.agentidentity.task.provider;

import io.agentidentity.agent.guard.Installation;
import io.agentidentity.agent.lifecycle.AgentTasks;
import io.agentidentity.agent.lifecycle.AgentTasksFactory;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Gives the agent side its view of tasks. */
public final class AgentTasksProviderFactory implements AgentTasksFactory {

    @Override
    public AgentTasks create(KeycloakSession session) {
        return new AgentTasksProvider(session);
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        Installation.on(factory);
    }

    @Override
    public void close() {}

    @Override
    public String getId() {
        return "default";
    }
}
