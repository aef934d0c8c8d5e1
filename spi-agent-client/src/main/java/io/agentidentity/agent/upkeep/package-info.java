/**
 * What has to be looked after although nobody calls: owners who vanish without an event, and everything that has a date. Shell; it
 * calls the lifecycle, the stores and the outbox.
 */
package io.agentidentity.agent.upkeep;
