/**
 * Starts real Keycloak servers, from a distribution, in a container, or by attaching to one that is already up. Uses
 * the JDK only, so that a server can be started with nothing else on the class path. Calls no other package.
 */
package io.agentidentity.it.server;
