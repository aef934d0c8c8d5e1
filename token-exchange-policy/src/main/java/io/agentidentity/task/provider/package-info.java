/**
 * What the agent side reaches of tasks through its own interface {@code AgentTasks}. Shell; it calls the task lifecycle, the token
 * verifier and the admin resource, and nothing calls it but Keycloak's provider registry.
 */
package io.agentidentity.task.provider;
