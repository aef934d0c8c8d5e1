package org.example.extension;

import org.keycloak.protocol.oidc.AccessTokenIntrospectionProviderFactory;

/** Keycloak's own introspection, in the place of ours. */
public final class OtherIntrospection extends AccessTokenIntrospectionProviderFactory {

    @Override
    public int order() {
        return 1000;
    }
}
