/**
 * What an agent is: its record, its ceiling, its delegation rule, and the rules a record must satisfy.
 * Plain Java without a Keycloak type; it may call nothing but JSON and authority. Storage, Keycloak clients and REST are shells around it.
 */
package io.agentidentity.agent;
