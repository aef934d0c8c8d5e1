/** All tables of the agent side, as Keycloak adds them to its database. Shell; it names entities and calls nothing. */
package io.agentidentity.agent.tables;
