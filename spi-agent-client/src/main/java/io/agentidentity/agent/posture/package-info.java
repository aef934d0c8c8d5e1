/**
 * What is wrong with agents, how bad it is and what to do. Plain Java: rules over evidence that somebody else gathered; it may
 * call the cores of agents and settings.
 */
package io.agentidentity.agent.posture;
