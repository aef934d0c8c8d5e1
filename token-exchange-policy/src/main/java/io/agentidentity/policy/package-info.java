/**
 * The rules of a realm in the Common Expression Language, what they look at, and what they say to a request for a token or to a
 * call. Plain Java without a Keycloak type; it may call JSON and the CEL library, which nothing else calls.
 */
package io.agentidentity.policy;
