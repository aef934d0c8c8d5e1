/**
 * The demo: plays the life of one agent against a real server, shows each request as it is sent, and checks each answer.
 * Calls {@code server} to start Keycloak and {@code realm} for who is in it.
 */
package io.agentidentity.it.demo;
