/**
 * The OIDC client behind an agent as Keycloak stores it: its credential and its settings. Shell; it calls Keycloak's client model
 * and the core of agents.
 */
package io.agentidentity.agent.client;
