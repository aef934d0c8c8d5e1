package io.agentidentity.agent.guard;

import io.agentidentity.agent.lifecycle.AgentTasks;
import io.agentidentity.refusal.Reason;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManager;
import org.keycloak.services.clientpolicy.context.ClientCRUDContext;
import org.keycloak.services.clientpolicy.context.TokenRevokeContext;

/**
 * Sees every client-policy event of the server, whatever policies a realm has, and refuses agents what agents may not do.
 *
 * <p>Events are compared by name: the enumeration grows from one Keycloak version to the next.
 */
final class AgentGuard extends DefaultClientPolicyManager {

    private static final Set<String> GRANTS = Set.of(
            "AUTHORIZATION_REQUEST",
            "IMPLICIT_HYBRID_TOKEN_RESPONSE",
            "TOKEN_REQUEST",
            "TOKEN_REFRESH",
            "PUSHED_AUTHORIZATION_REQUEST",
            "DEVICE_AUTHORIZATION_REQUEST",
            "DEVICE_TOKEN_REQUEST",
            "BACKCHANNEL_AUTHENTICATION_REQUEST",
            "BACKCHANNEL_TOKEN_REQUEST",
            "RESOURCE_OWNER_PASSWORD_CREDENTIALS_REQUEST",
            "JWT_AUTHORIZATION_GRANT",
            "IDENTITY_BROKERING_API",
            // An agent's client_credentials request never gets as far as Keycloak's own grant.
            "SERVICE_ACCOUNT_TOKEN_REQUEST",
            "SERVICE_ACCOUNT_TOKEN_RESPONSE");

    private final KeycloakSession session;

    AgentGuard(KeycloakSession session) {
        super(session);
        this.session = session;
    }

    @Override
    public void triggerOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        String event = context.getEvent().name();
        if (GRANTS.contains(event)) {
            refuseGrant();
        } else if ("UPDATE".equals(event) && context instanceof ClientCRUDContext change) {
            refuseUnsafe(change);
        } else if (context instanceof TokenRevokeContext revoke) {
            revokeOwn(revoke);
        }
        super.triggerOnEvent(context);
    }

    private void refuseGrant() throws ClientPolicyException {
        if (isAgent(session.getContext().getClient())) {
            throw new ClientPolicyException(
                    Reason.GRANT_NOT_ALLOWED.error(),
                    Reason.GRANT_NOT_ALLOWED.code() + ": an agent may use token exchange and client credentials only",
                    Response.Status.BAD_REQUEST);
        }
    }

    private void refuseUnsafe(ClientCRUDContext change) throws ClientPolicyException {
        ClientModel client = change.getTargetClient();
        ClientRepresentation proposed = change.getProposedClientRepresentation();
        if (client == null || proposed == null || !isAgent(client)) {
            return;
        }
        for (String setting : ProtectedSettings.changedBy(proposed, client)) {
            throw new ClientPolicyException(
                    "invalid_client_metadata",
                    setting + " of an agent's client is managed by the agents API",
                    Response.Status.BAD_REQUEST);
        }
    }

    private void revokeOwn(TokenRevokeContext revoke) {
        RealmModel realm = session.getContext().getRealm();
        String token = revoke.getParams().getFirst("token");
        AgentTasks tasks = session.getProvider(AgentTasks.class);
        if (token != null
                && tasks != null
                && tasks.revokeToken(realm, session.getContext().getClient(), token)) {
            // An empty entity keeps Keycloak from putting an error body of its own in its place.
            throw new WebApplicationException(
                    Response.ok("", MediaType.TEXT_PLAIN_TYPE).build());
        }
    }

    private boolean isAgent(ClientModel client) {
        return new AgentGate(session, session.getContext().getRealm())
                .agent(client)
                .isPresent();
    }
}
