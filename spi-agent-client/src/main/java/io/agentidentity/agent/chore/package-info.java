/**
 * Chores: what is done at intervals by one node of the cluster. An SPI of ours, so that each part of the product brings its own.
 * Shell; it calls Keycloak's timer and nothing of ours.
 */
package io.agentidentity.agent.chore;
