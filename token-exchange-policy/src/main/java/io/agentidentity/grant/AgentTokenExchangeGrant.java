package io.agentidentity.grant;

import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.TokenExchangeGrantType;

/** Token exchange (RFC 8693) as Keycloak has it, but that a parameter which an agent repeats is refused by us. */
final class AgentTokenExchangeGrant extends TokenExchangeGrantType {

    private final KeycloakSession keycloak;

    AgentTokenExchangeGrant(KeycloakSession keycloak) {
        this.keycloak = keycloak;
    }

    @Override
    public Set<String> getSupportedMultivaluedRequestParameters() {
        return Repeatable.of(keycloak, super.getSupportedMultivaluedRequestParameters());
    }
}
