/** An LDAP directory in the JVM of the tests, from which a realm takes people. Calls {@code realm}. */
package io.agentidentity.it.directory;
