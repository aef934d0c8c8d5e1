package io.agentidentity.task.rest;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.me.Person;
import io.agentidentity.agent.owner.Sponsors;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.task.Task;
import io.agentidentity.task.store.TaskStore;
import io.agentidentity.token.SenderProof;
import io.agentidentity.token.TokenVerification;
import io.agentidentity.token.VerifiedToken;
import jakarta.ws.rs.NotAuthorizedException;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.managers.AppAuthManager;

/**
 * Who calls the task API: an agent with its actor token, or a person with a token whose audience is the account.
 *
 * @param who the caller as records name them
 * @param agent present if an agent calls
 * @param person present if a person calls
 */
record TaskCaller(Caller who, Optional<Agent> agent, Optional<Person> person, boolean mayRead, boolean mayManage) {

    static TaskCaller authenticate(KeycloakSession session, RealmModel realm) {
        String token = AppAuthManager.extractAuthorizationHeaderToken(
                session.getContext().getRequestHeaders());
        TokenVerification verification = new TokenVerification(session, realm);
        if (token != null && verification.isOurs(token)) {
            VerifiedToken own = verification
                    .verify(token)
                    .filter(live -> live.task().isEmpty())
                    .filter(live -> SenderProof.provenByCall(session, live.token(), token))
                    .orElseThrow(() -> new NotAuthorizedException("Bearer"));
            Caller who = new Caller(ActorKind.AGENT_AUTONOMOUS, AuditLog.issuer(session, realm), own.subject());
            return new TaskCaller(who, Optional.of(own.agent()), Optional.empty(), true, true);
        }
        Person person = Person.authenticate(session, realm);
        return new TaskCaller(
                person.caller(), Optional.empty(), Optional.of(person), person.mayRead(), person.mayManage());
    }

    /** Before the task goes on: no agent of its line may have been given the token that says so. */
    void requireFirstHand(Task task, KeycloakSession session) {
        RealmModel realm = session.getContext().getRealm();
        TaskStore tasks = new TaskStore(session);
        AgentStore agents = new AgentStore(session);
        person.ifPresent(one -> Stream.concat(
                        Stream.of(task), task.above().stream().flatMap(id -> tasks.find(task.realmId(), id).stream()))
                .flatMap(each -> agents.find(each.realmId(), each.agentId()).stream())
                .forEach(each -> one.requireFirstHand(session, realm, each)));
    }

    private boolean sponsors(Agent agent, KeycloakSession session) {
        return new Sponsors(session, session.getContext().getRealm()).includes(agent.id(), who.user());
    }

    /** The rank that the caller has towards a task; empty for anybody else, who must not learn that the task exists. */
    Optional<Rank> rank(Task task, KeycloakSession session) {
        if (agent.isPresent()) {
            return agent.filter(a -> a.id().equals(task.agentId())).map(a -> Rank.AGENT);
        }
        boolean owner = new AgentStore(session)
                .find(task.realmId(), task.agentId())
                .filter(a -> a.ownerId().equals(who.userId()) || sponsors(a, session))
                .isPresent();
        if (owner) {
            return Optional.of(Rank.OWNER);
        }
        return task.principalId().equals(who.userId()) ? Optional.of(Rank.PRINCIPAL) : Optional.empty();
    }
}
