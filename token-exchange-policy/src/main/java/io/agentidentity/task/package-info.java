/**
 * What a task is: its id, its state and legal moves, its authority and what counts as a subset of it.
 * Plain Java without a Keycloak type; it may call nothing but JSON, authority, the refusals, the core of agents and the digest of records.
 * Storage, exchange and REST are shells.
 */
package io.agentidentity.task;
