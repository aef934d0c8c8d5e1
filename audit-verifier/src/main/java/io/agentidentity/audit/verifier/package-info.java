/** A command that verifies exported records where there is no Keycloak. It may call the chain of records and JSON alone. */
package io.agentidentity.audit.verifier;
