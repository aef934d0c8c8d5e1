/**
 * Where agents and resource URIs are kept: own tables in Keycloak's database, without foreign keys into Keycloak's.
 * Shell; it calls JPA and turns rows into the records of the agent package. Rules live there, not here.
 */
package io.agentidentity.agent.store;
