/** Secrets that administrators keep in Keycloak's vault and settings only name. Shell; it calls the vault and nothing of ours. */
package io.agentidentity.agent.vault;
