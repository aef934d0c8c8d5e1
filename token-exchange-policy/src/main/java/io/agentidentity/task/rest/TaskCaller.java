package io.agentidentity.task.rest;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.task.Task;
import io.agentidentity.token.SenderProof;
import io.agentidentity.token.TokenVerification;
import io.agentidentity.token.VerifiedToken;
import jakarta.ws.rs.NotAuthorizedException;
import java.util.Optional;
import org.keycloak.models.AccountRoles;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/**
 * Who calls the task API: an agent with its actor token, or a person with a token whose audience is the account.
 *
 * @param agent present if an agent calls
 */
record TaskCaller(ActorKind kind, UserModel user, Optional<Agent> agent, boolean mayRead, boolean mayManage) {

    static TaskCaller authenticate(KeycloakSession session, RealmModel realm) {
        String token = AppAuthManager.extractAuthorizationHeaderToken(
                session.getContext().getRequestHeaders());
        TokenVerification verification = new TokenVerification(session, realm);
        if (token != null && verification.isOurs(token)) {
            VerifiedToken own = verification
                    .verify(token)
                    .filter(live -> live.task().isEmpty())
                    .filter(live -> SenderProof.of(session, live.client()).proves(live.token()))
                    .orElseThrow(() -> new NotAuthorizedException("Bearer"));
            return new TaskCaller(ActorKind.AGENT_AUTONOMOUS, own.subject(), Optional.of(own.agent()), true, true);
        }
        AuthResult person = new AppAuthManager.BearerTokenAuthenticator(session)
                .setAudience(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID)
                .authenticate();
        if (person == null || person.getUser().getServiceAccountClientLink() != null) {
            throw new NotAuthorizedException("Bearer");
        }
        Caller caller = Caller.of(AuditLog.issuer(session, realm), person.getUser(), person.getSession());
        AccessToken.Access account = person.getToken().getResourceAccess(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID);
        boolean manages = account != null && account.isUserInRole(AccountRoles.MANAGE_ACCOUNT);
        boolean reads = manages || (account != null && account.isUserInRole(AccountRoles.VIEW_PROFILE));
        return new TaskCaller(caller.kind(), person.getUser(), Optional.empty(), reads, manages);
    }

    /** The rank that the caller has towards a task; empty for anybody else, who must not learn that the task exists. */
    Optional<Rank> rank(Task task, KeycloakSession session) {
        if (agent.isPresent()) {
            return agent.filter(a -> a.id().equals(task.agentId())).map(a -> Rank.AGENT);
        }
        boolean owner = new AgentStore(session)
                .find(task.realmId(), task.agentId())
                .filter(a -> a.ownerId().equals(user.getId()))
                .isPresent();
        if (owner) {
            return Optional.of(Rank.OWNER);
        }
        return task.principalId().equals(user.getId()) ? Optional.of(Rank.PRINCIPAL) : Optional.empty();
    }
}
