package io.agentidentity.introspection;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProviderFactory;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;

/** Replaces Keycloak's introspection of access tokens. */
public final class TaskTokenIntrospectionFactory extends AccessTokenIntrospectionProviderFactory {

    @Override
    public TokenIntrospectionProvider create(KeycloakSession session) {
        return new TaskTokenIntrospection(session);
    }

    @Override
    public int order() {
        return 100;
    }
}
