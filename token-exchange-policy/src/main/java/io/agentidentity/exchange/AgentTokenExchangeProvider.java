package io.agentidentity.exchange;

import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.granting.Refusals;
import io.agentidentity.token.TokenVerification;
import jakarta.ws.rs.core.Response;
import org.keycloak.protocol.oidc.TokenExchangeContext;
import org.keycloak.protocol.oidc.TokenExchangeProvider;

/**
 * Takes every exchange that has to do with an agent, well-formed or not, so that no other provider ever sees one: the requester is
 * an agent, or the subject token is a token of ours. Everything else is left to Keycloak, untouched.
 */
final class AgentTokenExchangeProvider implements TokenExchangeProvider {

    @Override
    public boolean supports(TokenExchangeContext context) {
        return new AgentGate(context.getSession(), context.getRealm())
                        .agent(context.getClient())
                        .isPresent()
                || new TokenVerification(context.getSession(), context.getRealm())
                        .isOurs(context.getFormParams().getFirst("subject_token"));
    }

    @Override
    public Response exchange(TokenExchangeContext context) {
        return new Refusals(context.getSession(), context.getEvent(), AgentExchange.ACTION)
                .answering(attempt -> new AgentExchange(context, attempt).run());
    }

    /** Asked for by Keycloak up to 26.5; later versions do not have it. */
    @Override
    public int getVersion() {
        return 2;
    }

    @Override
    public void close() {}
}
