/**
 * The check at start that every provider of ours is the one that Keycloak will use. A server on which an option or another
 * extension put something else in its place does not start. Shell; it calls nothing but Keycloak's provider registry.
 */
package io.agentidentity.startup;
