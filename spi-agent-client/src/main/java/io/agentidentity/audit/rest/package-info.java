/**
 * Of {@code …/agents/audit} in the admin API: {@code sinks}, where records go besides, and {@code people}, whom their pseudonyms mean. Shell;
 * it calls what administrators say about sinks, the outbox for how they are, and the pseudonyms.
 */
package io.agentidentity.audit.rest;
