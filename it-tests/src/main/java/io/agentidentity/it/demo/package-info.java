/**
 * The demo: plays the life of one agent against a real server, shows each request as it is sent, and checks each answer.
 * Calls {@code server} to start Keycloak, {@code realm} for who is in it and {@code sample} for a server to call.
 */
package io.agentidentity.it.demo;
