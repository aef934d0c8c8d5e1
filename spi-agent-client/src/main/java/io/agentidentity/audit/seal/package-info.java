/**
 * Sealed records: a sealer puts what was written into the chain of its realm, signs its head, passes records on to the sinks, and
 * answers searches and verifications. May call the chain, the log of records and the sinks; nothing of agents.
 */
package io.agentidentity.audit.seal;
