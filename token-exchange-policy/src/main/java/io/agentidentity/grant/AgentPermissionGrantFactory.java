package io.agentidentity.grant;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.PermissionGrantTypeFactory;

/** Replaces Keycloak's UMA grant. */
public final class AgentPermissionGrantFactory extends PermissionGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new AgentPermissionGrant();
    }

    @Override
    public int order() {
        return 100;
    }
}
