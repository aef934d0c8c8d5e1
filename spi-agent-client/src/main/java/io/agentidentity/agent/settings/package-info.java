/**
 * What a realm has decided for all its agents, and whether its emergency stop is on. Plain Java; it may call the core of agents
 * and JSON.
 */
package io.agentidentity.agent.settings;
