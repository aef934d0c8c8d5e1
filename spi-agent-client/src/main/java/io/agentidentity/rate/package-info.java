/**
 * How often an agent may ask: the numbers that realm and record say, and the buckets that are taken from. Plain Java without a
 * Keycloak type; it may call JSON.
 */
package io.agentidentity.rate;
