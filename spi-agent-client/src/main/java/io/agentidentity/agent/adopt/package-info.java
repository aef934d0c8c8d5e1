/** Makes agents of clients that exist. Shell; it calls the lifecycle and Keycloak's client model. */
package io.agentidentity.agent.adopt;
