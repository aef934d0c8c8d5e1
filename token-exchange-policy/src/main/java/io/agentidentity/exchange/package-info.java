/**
 * Token exchange by an agent (RFC 8693): the request, the checks in their fixed order, the answer. {@code AgentExchange} reads from
 * top to bottom; each rule it names is a type of its own. Shell; it calls the task side's stores, the gate, the mint, the audit log.
 */
package io.agentidentity.exchange;
