/** A mail server in the JVM of the tests, to which a realm sends. Calls {@code realm}. */
package io.agentidentity.it.mail;
