/**
 * Keycloak's grants where agents differ: client credentials give an agent an actor token, UMA and CIBA give it nothing. Each replaces the
 * built-in grant of the same id by a higher order and hands every other client on to it. Shell.
 */
package io.agentidentity.grant;
