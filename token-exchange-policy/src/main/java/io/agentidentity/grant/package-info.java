/**
 * Keycloak's grants where agents differ: client credentials give an agent an actor token, UMA and CIBA give it nothing, and what an
 * agent repeats is refused with a record. Each replaces what Keycloak has of the same id by a higher order and hands every other
 * client on to it. Shell.
 */
package io.agentidentity.grant;
