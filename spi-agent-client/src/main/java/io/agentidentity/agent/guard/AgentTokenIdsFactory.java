package io.agentidentity.agent.guard;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.protocol.oidc.encode.DefaultTokenContextEncoderProviderFactory;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;

/** Stands before Keycloak's encoder of token ids, which stays there under its own id. */
public final class AgentTokenIdsFactory extends DefaultTokenContextEncoderProviderFactory {

    @Override
    public TokenContextEncoderProvider create(KeycloakSession session) {
        return new AgentTokenIds(session, this);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        super.postInit(factory);
        Installation.on(factory);
    }

    @Override
    public String getId() {
        return "agent-guard";
    }

    @Override
    public int order() {
        return 100;
    }
}
