package io.agentidentity.agent.guard;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.check.SelfCheck;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.agent.lifecycle.AgentTasks;
import io.agentidentity.refusal.Reason;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManager;
import org.keycloak.services.clientpolicy.context.ClientCRUDContext;
import org.keycloak.services.clientpolicy.context.ClientSecretRotationContext;
import org.keycloak.services.clientpolicy.context.PreAuthorizationRequestContext;
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
            refuseGrant(session.getContext().getClient());
            refuseAssertion(event);
        } else if (context instanceof PreAuthorizationRequestContext login && login.getClientId() != null) {
            // Before a policy of the realm lets a document at the client id change the client.
            refuseGrant(session.getContext().getRealm().getClientByClientId(login.getClientId()));
        } else if ("TOKEN_EXCHANGE_REQUEST".equals(event) && !SelfCheck.passed()) {
            refuseExchange();
        } else if (context instanceof ClientSecretRotationContext rotation) {
            refuseSecret(rotation);
        } else if ("UPDATE".equals(event) && context instanceof ClientCRUDContext change) {
            refuseUnsafe(change);
        } else if (context instanceof TokenRevokeContext revoke) {
            revokeOwn(revoke);
        }
        refuseAccount(context);
        super.triggerOnEvent(context);
    }

    private void refuseGrant(ClientModel client) throws ClientPolicyException {
        if (isAgent(client)) {
            throw new ClientPolicyException(
                    Reason.GRANT_NOT_ALLOWED.error(),
                    Reason.GRANT_NOT_ALLOWED.code() + ": an agent may use token exchange and client credentials only",
                    Response.Status.BAD_REQUEST);
        }
    }

    /** A realm that trusts its own tokens as assertions (RFC 7523) would give a token of the person for one of a task. */
    private void refuseAssertion(String event) throws ClientPolicyException {
        if (!"JWT_AUTHORIZATION_GRANT".equals(event)) {
            return;
        }
        String assertion =
                session.getContext().getHttpRequest().getDecodedFormParameters().getFirst("assertion");
        if (AgentTasks.of(session).issued(session.getContext().getRealm(), assertion)) {
            throw new ClientPolicyException(
                    "invalid_grant", "a task token is good at its resource server only", Response.Status.BAD_REQUEST);
        }
    }

    /** Our exchange would refuse it too, but may not be the one that is about to answer. */
    private void refuseExchange() throws ClientPolicyException {
        if (isAgent(session.getContext().getClient())) {
            throw new ClientPolicyException(
                    Reason.UNAVAILABLE.error(),
                    Reason.UNAVAILABLE.code() + ": agent identity is not in force on this server",
                    Response.Status.SERVICE_UNAVAILABLE);
        }
    }

    private void refuseUnsafe(ClientCRUDContext change) throws ClientPolicyException {
        ClientModel client = change.getTargetClient();
        ClientRepresentation proposed = change.getProposedClientRepresentation();
        if (client == null || proposed == null) {
            return;
        }
        Optional<Agent> agent = gate().agent(client);
        if (agent.isPresent()) {
            for (String setting : ProtectedSettings.changedBy(proposed, client)) {
                throw managed(change, agent.get(), setting);
            }
        }
    }

    /** Keycloak has made the secret when it says so; what throws here rolls back. */
    private void refuseSecret(ClientCRUDContext change) throws ClientPolicyException {
        Optional<Agent> agent = gate().agent(change.getTargetClient());
        if (agent.isPresent() && agent.get().credential().type() != CredentialType.CLIENT_SECRET) {
            throw managed(change, agent.get(), "secret");
        }
    }

    private ClientPolicyException managed(ClientCRUDContext change, Agent agent, String setting) {
        RefusedAdmin.record(
                session,
                session.getContext().getRealm(),
                agent,
                setting,
                change.getAuthenticatedUser(),
                change.getToken());
        return new ClientPolicyException(
                "invalid_client_metadata", setting + AgentGate.MANAGED, Response.Status.BAD_REQUEST);
    }

    /** An agent's service account is nobody who logs in, in no client. */
    private void refuseAccount(ClientPolicyContext context) throws ClientPolicyException {
        if (new TokenSubjects(session)
                .of(context)
                .anyMatch(user -> gate().agent(user).isPresent())) {
            throw new ClientPolicyException(
                    "invalid_grant", "the service account of an agent does not log in", Response.Status.BAD_REQUEST);
        }
    }

    private void revokeOwn(TokenRevokeContext revoke) {
        RealmModel realm = session.getContext().getRealm();
        String token = revoke.getParams().getFirst("token");
        AgentTasks tasks = AgentTasks.of(session);
        ClientModel caller = session.getContext().getClient();
        // To an agent every token that is not its own is alike, whatever Keycloak has to say of some.
        if (token != null && (tasks.revokeToken(realm, caller, token) || isAgent(caller))) {
            // An empty entity keeps Keycloak from putting an error body of its own in its place.
            throw new WebApplicationException(
                    Response.ok("", MediaType.TEXT_PLAIN_TYPE).build());
        }
    }

    private boolean isAgent(ClientModel client) {
        return gate().agent(client).isPresent();
    }

    private AgentGate gate() {
        return new AgentGate(session, session.getContext().getRealm());
    }
}
