/**
 * How records leave this server: where to, in which order, signed how, and what follows when a receiver does not take one. Plain
 * Java without a Keycloak type; it may call settings for what an outside address is, and JSON.
 */
package io.agentidentity.audit.delivery;
