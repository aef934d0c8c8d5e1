/**
 * What a realm has decided for all its agents, what follows from that for one of them, and whether the realm's emergency stop is
 * on. Plain Java; it may call the core of agents and JSON.
 */
package io.agentidentity.agent.settings;
