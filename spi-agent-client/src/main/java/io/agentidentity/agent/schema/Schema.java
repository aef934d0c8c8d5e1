package io.agentidentity.agent.schema;

import jakarta.ws.rs.core.Response;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.ErrorResponse;

/**
 * Tables that one provider of ours adds to the database. Where an option switches that provider off they may not be there, or be
 * those of an older version, so that nothing may touch them.
 */
public enum Schema {
    AGENTS("agent-core"),
    TASKS("agent-task");

    private final String id;

    Schema(String id) {
        this.id = id;
    }

    /** The id of the provider; its first ten characters name the changelog table. */
    public String id() {
        return id;
    }

    public boolean isOff(KeycloakSessionFactory factory) {
        return factory.getProviderFactory(JpaEntityProvider.class, id) == null;
    }

    public boolean isOff(KeycloakSession session) {
        return isOff(session.getKeycloakSessionFactory());
    }

    /** Answers 503 to a call that cannot be served without these tables. */
    public void require(KeycloakSession session) {
        if (isOff(session)) {
            throw ErrorResponse.error(
                    "Agent identity is not in force on this server", Response.Status.SERVICE_UNAVAILABLE);
        }
    }
}
