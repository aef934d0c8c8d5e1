/**
 * Gives tests a server and a realm: one server for the whole run, one realm for each test class, and a look at the
 * server's log after each test. Calls {@code server} and {@code realm}.
 */
package io.agentidentity.it.junit;
