package io.agentidentity.grant;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.TokenExchangeGrantTypeFactory;

/** Replaces Keycloak's token exchange grant, not what it hands requests on to. */
public final class AgentTokenExchangeGrantFactory extends TokenExchangeGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new AgentTokenExchangeGrant(session);
    }

    @Override
    public int order() {
        return 100;
    }
}
