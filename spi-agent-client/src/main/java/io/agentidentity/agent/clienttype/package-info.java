/**
 * A client type {@code agent} where Keycloak's experimental feature {@code client-types} is on: a convenience for whoever makes
 * clients by type, and never what makes something an agent. Shell; it calls Keycloak only.
 */
package io.agentidentity.agent.clienttype;
