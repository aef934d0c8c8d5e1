/**
 * Asks the decision point that a realm names: over HTTP, within a time, behind a circuit breaker, and never with a lock held.
 * Shell; it may call the core beside it, settings, and Keycloak's vault.
 */
package io.agentidentity.policy.remote.ask;
