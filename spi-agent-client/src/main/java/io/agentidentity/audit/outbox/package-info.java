/**
 * Sends sealed records on, sink by sink: each has a place in the chain of its realm up to which everything is done with, so that a
 * record costs no further row and issuing waits for nobody. Shell; it calls the core of deliveries, the receivers, the sealed
 * records and Keycloak's vault.
 */
package io.agentidentity.audit.outbox;
