/**
 * What keeps an agent's client an agent's client, whatever is done to its settings: which grants it may use, and which of its
 * settings only the agents API may change. Shell; it calls the agent store and the task side through {@code AgentTasks}.
 */
package io.agentidentity.agent.guard;
