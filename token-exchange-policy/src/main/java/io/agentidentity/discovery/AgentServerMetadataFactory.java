package io.agentidentity.discovery;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oauth2.OAuth2WellKnownProviderFactory;
import org.keycloak.wellknown.WellKnownProvider;

/** Replaces Keycloak's {@code .well-known/oauth-authorization-server}. */
public final class AgentServerMetadataFactory extends OAuth2WellKnownProviderFactory {

    @Override
    public WellKnownProvider create(KeycloakSession session) {
        return new AgentMetadata(session, super.create(session));
    }

    @Override
    public int order() {
        return 100;
    }
}
