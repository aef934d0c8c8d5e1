package io.agentidentity.agent.me;

import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.audit.AuditLog;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotAuthorizedException;
import org.keycloak.models.AccountRoles;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/** A person who calls with a token whose audience is the account, with the rights that token gives over it. */
public record Person(Caller caller, boolean mayRead, boolean mayManage) {

    /**
     * Whoever makes the current request.
     *
     * @throws NotAuthorizedException if that is not a person with such a token
     */
    public static Person authenticate(KeycloakSession session, RealmModel realm) {
        AuthResult result = new AppAuthManager.BearerTokenAuthenticator(session)
                .setAudience(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID)
                .authenticate();
        if (result == null || result.getUser().getServiceAccountClientLink() != null) {
            throw new NotAuthorizedException("Bearer");
        }
        Caller caller = Caller.of(AuditLog.issuer(session, realm), result.getUser(), result.getSession());
        AccessToken.Access account = result.getToken().getResourceAccess(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID);
        boolean manages = account != null && account.isUserInRole(AccountRoles.MANAGE_ACCOUNT);
        boolean reads = manages || (account != null && account.isUserInRole(AccountRoles.VIEW_PROFILE));
        return new Person(caller, reads, manages);
    }

    public UserModel user() {
        return caller.user();
    }

    void requireRead() {
        if (!mayRead) {
            throw new ForbiddenException();
        }
    }

    void requireManage() {
        if (!mayManage) {
            throw new ForbiddenException();
        }
    }
}
