/**
 * What the names in a record mean: which client, group or role stands behind them, whatever they are called by now,
 * and what people call them. Shell; it
 * looks clients, groups and roles up and calls the store of agents.
 */
package io.agentidentity.agent.names;
