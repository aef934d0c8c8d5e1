package io.agentidentity.grant;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.ClientCredentialsGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;

/** Replaces Keycloak's client credentials grant. */
public final class AgentClientCredentialsGrantFactory extends ClientCredentialsGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new AgentClientCredentialsGrant(session);
    }

    @Override
    public int order() {
        return 100;
    }
}
