package io.agentidentity.agent.client;

import jakarta.persistence.EntityManager;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/** What people have consented to. Keycloak tells it of one person at a time only. */
final class Consents {

    private final EntityManager em;

    Consents(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** Whether anybody has consented to a client, here or, as somebody of an outside directory, in the store beside it. */
    boolean of(ClientModel client) {
        return any("UserConsentEntity", client) || any("FederatedUserConsentEntity", client);
    }

    private boolean any(String entity, ClientModel client) {
        return !em.createQuery("select c.id from " + entity + " c where c.clientId = :client")
                .setParameter("client", client.getId())
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }
}
