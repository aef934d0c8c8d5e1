/**
 * Benchmarks: what an operation of ours costs next to Keycloak's own in the same run. Starts its servers by {@code server}, fills
 * them by {@code realm}, and sends its load over plain sockets to the loopback address only.
 */
package io.agentidentity.it.bench;
