/**
 * What a decision point outside this server is asked, and what its answers mean (AuthZEN Authorization API 1.0).
 * Plain Java without a Keycloak type; it may call the cores of agents, tasks and decisions, and JSON.
 */
package io.agentidentity.policy.remote;
