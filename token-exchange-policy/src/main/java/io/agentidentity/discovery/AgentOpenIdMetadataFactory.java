package io.agentidentity.discovery;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCWellKnownProviderFactory;
import org.keycloak.wellknown.WellKnownProvider;

/** Replaces Keycloak's {@code .well-known/openid-configuration}. */
public final class AgentOpenIdMetadataFactory extends OIDCWellKnownProviderFactory {

    @Override
    public WellKnownProvider create(KeycloakSession session) {
        return new AgentMetadata(session, super.create(session));
    }

    @Override
    public int order() {
        return 100;
    }
}
