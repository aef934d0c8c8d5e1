/**
 * What administrators decide for all agents of a realm at once: settings, emergency stop, the agents of one owner. Shell; it calls
 * the lifecycle, the stores and the audit log.
 */
package io.agentidentity.agent.realm;
