/**
 * What shows that an agent leaves its task, how often it may, and what follows. Plain Java without a Keycloak type; it may call
 * JSON.
 */
package io.agentidentity.drift;
