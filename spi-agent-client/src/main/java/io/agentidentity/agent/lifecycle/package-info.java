/**
 * The life of an agent: create with its OIDC client, change, suspend, activate, delete, and follow what Keycloak itself does
 * to clients, users and realms. Shell; it calls the stores and the audit log, and the task side through {@code AgentTasks}.
 */
package io.agentidentity.agent.lifecycle;
