/**
 * The rules in force asked about a request for a token or a call, with what Keycloak and the stores know of it. Shell; granting and
 * decisions call it, and it calls the core of rules, their store, and the stores of agents and tasks.
 */
package io.agentidentity.policy.enforce;
