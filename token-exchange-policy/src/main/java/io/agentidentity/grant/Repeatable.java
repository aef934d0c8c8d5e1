package io.agentidentity.grant;

import io.agentidentity.agent.guard.AgentGate;
import java.util.Set;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;

/**
 * The parameters of a token request that Keycloak lets pass more than once. Where it refuses one it leaves no trace of who was
 * refused; so it lets an agent's pass, and our own parser refuses them with a record.
 */
final class Repeatable {

    private Repeatable() {}

    /** Those of the current request, whose client has authenticated. */
    static Set<String> of(KeycloakSession session, Set<String> otherClients) {
        KeycloakContext context = session.getContext();
        return new AgentGate(session, context.getRealm())
                .agent(context.getClient())
                .map(agent -> Set.copyOf(
                        context.getHttpRequest().getDecodedFormParameters().keySet()))
                .orElse(otherClients);
    }
}
