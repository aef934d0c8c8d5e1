package io.agentidentity.decision.rest;

import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.token.TokenVerification;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotAuthorizedException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/**
 * The resource server or gateway that asks, authenticated by its own service-account token.
 *
 * @param account its service account
 */
record EnforcementPoint(ClientModel client, UserModel account) {

    /**
     * Who makes the current request.
     *
     * @throws NotAuthorizedException if it shows no such token
     * @throws ForbiddenException if it is an agent
     */
    static EnforcementPoint authenticate(KeycloakSession session, RealmModel realm) {
        String token = AppAuthManager.extractAuthorizationHeaderToken(
                session.getContext().getRequestHeaders());
        if (token == null || new TokenVerification(session, realm).isOurs(token)) {
            throw new NotAuthorizedException("Bearer");
        }
        AuthResult result = new AppAuthManager.BearerTokenAuthenticator(session).authenticate();
        if (result == null
                || !result.getClient().getId().equals(result.getUser().getServiceAccountClientLink())) {
            throw new NotAuthorizedException("Bearer");
        }
        if (new AgentGate(session, realm).agent(result.getClient()).isPresent()) {
            throw new ForbiddenException();
        }
        return new EnforcementPoint(result.getClient(), result.getUser());
    }
}
