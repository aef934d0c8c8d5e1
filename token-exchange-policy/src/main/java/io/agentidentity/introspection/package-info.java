/**
 * Introspection of tokens of ours (RFC 7662): live facts for a resource server within {@code aud}, {@code {"active":false}} for
 * everybody and everything else. Shell; it calls the token verifier and leaves all other tokens to Keycloak.
 */
package io.agentidentity.introspection;
