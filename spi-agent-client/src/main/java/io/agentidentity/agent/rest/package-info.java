/**
 * The admin REST API under {@code /admin/realms/{realm}/agents}. Shell: checks the caller's role, parses, calls the lifecycle and
 * the stores, answers in the form that Keycloak's own admin API answers in.
 */
package io.agentidentity.agent.rest;
