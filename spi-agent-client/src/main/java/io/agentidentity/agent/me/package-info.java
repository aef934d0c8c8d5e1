/**
 * What owners and sponsors do with their own agents, at {@code /realms/{realm}/agents/me}. Shell: checks the caller's token, calls
 * the lifecycle and the stores.
 */
package io.agentidentity.agent.me;
