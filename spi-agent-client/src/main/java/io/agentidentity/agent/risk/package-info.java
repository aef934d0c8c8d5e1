/**
 * How risky agents are held to be: signals from outside, what wears off, and what follows at once. Shell; it may call the
 * lifecycle and the stores of agents.
 */
package io.agentidentity.agent.risk;
