/**
 * Examines agents: gathers the evidence, draws the findings and keeps them, on request and in turn. Shell; it calls Keycloak's
 * clients and users, the stores and the core of posture.
 */
package io.agentidentity.agent.examination;
