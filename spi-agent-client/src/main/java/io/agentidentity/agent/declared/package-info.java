/**
 * Clients that say in their attributes that they are agents. Shell; it calls Keycloak's client model and the agent store, and what
 * it reads decides nothing.
 */
package io.agentidentity.agent.declared;
