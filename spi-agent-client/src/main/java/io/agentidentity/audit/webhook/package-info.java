/**
 * Posts records to receivers over HTTP. Plain Java and the HTTP client that every Keycloak brings, because that one lets us look at
 * an address and connect to what was looked at; it may call the core of deliveries and JSON.
 */
package io.agentidentity.audit.webhook;
