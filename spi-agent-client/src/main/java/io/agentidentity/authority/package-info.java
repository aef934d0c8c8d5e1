/**
 * What narrows a task beyond scopes and actions: constraints on call parameters, limits that the server meters, and to whom work
 * may be handed on; what counts as no looser, what a request inherits, and whether a call keeps within it.
 * Plain Java without a Keycloak type; it may call nothing but JSON.
 */
package io.agentidentity.authority;
