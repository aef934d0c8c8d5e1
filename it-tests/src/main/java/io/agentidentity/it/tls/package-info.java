/**
 * A certificate authority for tests and the certificates it issues, made by the JDK's keytool when they are first needed.
 * Calls nothing else here.
 */
package io.agentidentity.it.tls;
