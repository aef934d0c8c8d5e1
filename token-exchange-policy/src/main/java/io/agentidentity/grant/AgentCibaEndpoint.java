package io.agentidentity.grant;

import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.refusal.Reason;
import io.agentidentity.token.TokenAnswers;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.ext.OIDCExtProvider;
import org.keycloak.protocol.oidc.grants.ciba.endpoints.BackchannelAuthenticationEndpoint;
import org.keycloak.protocol.oidc.grants.ciba.endpoints.CibaRootEndpoint;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.services.ErrorResponseException;

/**
 * Replaces Keycloak's CIBA endpoint (OpenID CIBA Core 1.0 section 7): an agent may not use the grant, which Keycloak would answer
 * as if what the agent sent were wrong.
 */
public final class AgentCibaEndpoint extends CibaRootEndpoint {

    private final KeycloakSession session;
    private EventBuilder event;

    /** The factory, which Keycloak makes of the same class. */
    public AgentCibaEndpoint() {
        this(null);
    }

    private AgentCibaEndpoint(KeycloakSession session) {
        super(session);
        this.session = session;
    }

    @Override
    public OIDCExtProvider create(KeycloakSession keycloak) {
        return new AgentCibaEndpoint(keycloak);
    }

    @Override
    public int order() {
        return 100;
    }

    @Override
    public void setEvent(EventBuilder builder) {
        super.setEvent(builder);
        this.event = builder;
    }

    @Override
    @Path("/auth")
    public BackchannelAuthenticationEndpoint authorize() {
        return new Requests(session, event);
    }

    /** The requests themselves. */
    public static final class Requests extends BackchannelAuthenticationEndpoint {

        Requests(KeycloakSession session, EventBuilder event) {
            super(session, event);
        }

        @Override
        public Response processGrantRequest() {
            try {
                return super.processGrantRequest();
            } catch (ErrorResponseException e) {
                RealmModel inRealm = session.getContext().getRealm();
                ClientModel client = session.getContext().getClient();
                if (client == null
                        || !notGranted(e.getResponse())
                        || new AgentGate(session, inRealm).agent(client).isEmpty()) {
                    throw e;
                }
                return TokenAnswers.refused(
                        Reason.GRANT_NOT_ALLOWED,
                        Reason.GRANT_NOT_ALLOWED.code()
                                + ": an agent may use token exchange and client credentials only");
            }
        }

        private static boolean notGranted(Response answer) {
            return answer.getEntity() instanceof OAuth2ErrorRepresentation error
                    && OAuthErrorException.INVALID_GRANT.equals(error.getError());
        }
    }
}
