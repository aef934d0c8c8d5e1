/**
 * Whether this server has all of agent identity in force: every provider of ours in its place, all JARs, of one version,
 * a database that shows what was committed. Shell,
 * run once at start; everything that could let an agent in asks it, and it calls nothing but Keycloak's provider registry.
 */
package io.agentidentity.agent.check;
