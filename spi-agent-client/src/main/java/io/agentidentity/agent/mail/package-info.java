/**
 * Mails to owners and sponsors: an outbox that is written with the act it tells of, and the chore that sends. Shell; it calls
 * Keycloak's mail sender and the agent store.
 */
package io.agentidentity.agent.mail;
