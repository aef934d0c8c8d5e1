/**
 * {@code …/agents/audit/sinks} of the admin API. Shell; it calls what administrators say about sinks, and the outbox for how they
 * are.
 */
package io.agentidentity.audit.rest;
