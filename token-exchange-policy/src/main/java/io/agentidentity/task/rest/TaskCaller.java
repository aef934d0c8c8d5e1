package io.agentidentity.task.rest;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.me.Person;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.task.Task;
import io.agentidentity.token.SenderProof;
import io.agentidentity.token.TokenVerification;
import io.agentidentity.token.VerifiedToken;
import jakarta.ws.rs.NotAuthorizedException;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.AppAuthManager;

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
        Person person = Person.authenticate(session, realm);
        return new TaskCaller(
                person.caller().kind(), person.user(), Optional.empty(), person.mayRead(), person.mayManage());
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
