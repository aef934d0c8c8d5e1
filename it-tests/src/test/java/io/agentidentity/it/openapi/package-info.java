/** Holds every answer of our APIs against the OpenAPI document that the JAR brings. Calls {@code realm} for requests and answers. */
package io.agentidentity.it.openapi;
