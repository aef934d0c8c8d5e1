/**
 * Realms as code: people, apps, resource servers and agents, and the requests that they send. Knows a server by its
 * address and administrator alone; calls {@code server} for these and nothing else.
 */
package io.agentidentity.it.realm;
