package io.agentidentity.agent.me;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditType;
import io.agentidentity.audit.Repeats;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import org.keycloak.models.AccountRoles;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/**
 * A person who calls with a token whose audience is the account, with the rights that token gives over it.
 *
 * @param token what they call with
 */
public record Person(Caller caller, AccessToken token, boolean mayRead, boolean mayManage) {

    private static final String NOT_FIRST_HAND = "token_not_first_hand";
    private static final int MOST_OF_A_PAIR = 10;
    private static final Repeats REPEATS = new Repeats(MOST_OF_A_PAIR, Clock.systemUTC());

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
        return new Person(caller, result.getToken(), reads, manages);
    }

    public UserModel user() {
        return caller.user();
    }

    /**
     * Before whatever lets an agent do more than it may now. Stopping it stays open to every token: that does no harm.
     *
     * @throws jakarta.ws.rs.WebApplicationException 403, with a record, if the agent may have been given this token
     */
    public void requireFirstHand(KeycloakSession session, RealmModel realm, Agent agent) {
        if (new FirstHand(session, realm).of(token, agent)) {
            return;
        }
        REPEATS.next(List.of(agent.id(), caller.userId()))
                .ifPresent(before -> AuditLog.appendDespiteRollback(
                        session,
                        realm,
                        caller.record(AuditType.AGENT_REFUSED)
                                .agent(agent)
                                .action("let the agent go on", null)
                                .refused(NOT_FIRST_HAND)
                                .repeated(before)));
        throw new ErrorResponseException(
                NOT_FIRST_HAND,
                "agents get to see tokens of this app, so it takes one that they do not: use the account console",
                Response.Status.FORBIDDEN);
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
