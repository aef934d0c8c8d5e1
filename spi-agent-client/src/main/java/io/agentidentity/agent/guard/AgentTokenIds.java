package io.agentidentity.agent.guard;

import io.agentidentity.refusal.Reason;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.encode.AccessTokenContext;
import org.keycloak.protocol.oidc.encode.DefaultTokenContextEncoderProvider;

/**
 * Names tokens for Keycloak's own code, which does so for every access token it makes, in every grant: none for an agent. Tokens of
 * ours get their ids from Keycloak's encoder.
 */
final class AgentTokenIds extends DefaultTokenContextEncoderProvider {

    private final KeycloakSession session;

    AgentTokenIds(KeycloakSession session, AgentTokenIdsFactory factory) {
        super(session, factory);
        this.session = session;
    }

    @Override
    public String encodeTokenId(AccessTokenContext context) {
        RealmModel realm = session.getContext().getRealm();
        if (realm != null
                && new AgentGate(session, realm)
                        .agent(session.getContext().getClient())
                        .isPresent()) {
            Map<String, String> error = Map.of(
                    "error",
                    Reason.GRANT_NOT_ALLOWED.error(),
                    "error_description",
                    Reason.GRANT_NOT_ALLOWED.code() + ": an agent gets tokens of its tasks only");
            throw new BadRequestException(Response.status(Response.Status.BAD_REQUEST)
                    .entity(error)
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .build());
        }
        return super.encodeTokenId(context);
    }
}
