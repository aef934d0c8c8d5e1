/**
 * The people who answer for agents: whether an owner is there, who the sponsors are. Shell; it calls Keycloak's users and the
 * agent store, and changes nothing.
 */
package io.agentidentity.agent.owner;
