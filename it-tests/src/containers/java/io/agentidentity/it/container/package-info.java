/** Starts Keycloak in a container. Compiled in the Maven profile {@code containers} only; calls {@code server}. */
package io.agentidentity.it.container;
