package io.agentidentity.agent.lifecycle;

import org.keycloak.provider.ProviderFactory;

/** Creates {@link AgentTasks}. */
public interface AgentTasksFactory extends ProviderFactory<AgentTasks> {}
