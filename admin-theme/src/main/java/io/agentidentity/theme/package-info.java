/**
 * Which theme the consoles use: {@code agents}, where neither the realm nor the server chose another one.
 * The theme adds the agents page to the stock admin console by one script; its pages call the admin REST API only.
 * The Java side may call Keycloak's theme SPI and nothing else.
 */
package io.agentidentity.theme;
