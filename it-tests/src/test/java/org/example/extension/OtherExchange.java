package org.example.extension;

import org.keycloak.protocol.oidc.tokenexchange.StandardTokenExchangeProviderFactory;

/** Keycloak's own exchange, asked before ours. */
public final class OtherExchange extends StandardTokenExchangeProviderFactory {

    @Override
    public int order() {
        return 1000;
    }
}
