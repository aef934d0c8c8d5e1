/**
 * What the realm's metadata documents (OpenID Connect Discovery, RFC 8414) say of agents, beside all that Keycloak says itself.
 * Shell; it replaces Keycloak's two providers of the same ids by a higher order and changes nothing that they say.
 */
package io.agentidentity.discovery;
