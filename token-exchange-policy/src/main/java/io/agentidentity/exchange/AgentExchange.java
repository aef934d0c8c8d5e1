package io.agentidentity.exchange;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.events.AgentEvents;
import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import io.agentidentity.exchange.SubjectTokens.Subject;
import io.agentidentity.exchange.Targets.Target;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Authority;
import io.agentidentity.task.Authority.Rights;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskId;
import io.agentidentity.task.store.TaskStore;
import io.agentidentity.token.SenderProof;
import io.agentidentity.token.TokenAnswers;
import io.agentidentity.token.TokenIds;
import io.agentidentity.token.TokenMint;
import io.agentidentity.token.TokenMint.Minted;
import io.agentidentity.token.TokenMint.TaskGrant;
import io.agentidentity.token.TokenVerification;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.TokenExchangeContext;

/** One exchange, from top to bottom: every check in its order, then task, token and record in one transaction. */
final class AgentExchange {

    private final TokenExchangeContext context;
    private final Attempt attempt;
    private final KeycloakSession session;
    private final RealmModel realm;
    private final ClientModel client;
    private final String issuer;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    AgentExchange(TokenExchangeContext context, Attempt attempt) {
        this.context = context;
        this.attempt = attempt;
        this.session = context.getSession();
        this.realm = context.getRealm();
        this.client = context.getClient();
        this.issuer = AuditLog.issuer(session, realm);
    }

    Response run() {
        AgentGate gate = new AgentGate(session, realm);
        Agent agent = gate.agent(client).orElseThrow(this::strangersToken);
        attempt.agent = agent;
        gate.require(agent, client);

        ExchangeRequest request =
                ExchangeRequest.parse(session.getContext().getHttpRequest().getDecodedFormParameters());

        SenderProof proof = SenderProof.of(session, client, agent);
        proof.require(agent.strictness().senderConstraint());

        Subject subject = new SubjectTokens(context).verify(request.subjectToken(), agent, proof);
        attempt.subject = subject;
        new ActorTokens(new TokenVerification(session, realm)).check(request.actorToken(), agent, proof);
        UserModel account = session.users().getServiceAccount(client);
        if (account == null || !account.isEnabled()) {
            throw new Refusal(Reason.AGENT_NOT_ACTIVE, "the agent is not active");
        }
        new ActingRule(session, realm, issuer).check(agent, account, subject);

        TaskOpening opening = new TaskOpening(session, agent, client, subject, now);
        Optional<Task> known = opening.named(request.details());
        known.ifPresent(task -> attempt.task = task);

        Targets targets = new Targets(session, realm);
        Target target = targets.resolve(request, agent, known);
        attempt.target = target;
        Set<String> scopes = Scopes.granted(request.scopes(), subject, agent, client, known);
        Rights rights = RightsRule.granted(request.details(), agent, target, targets, known);

        Authority authority = new Authority(target.name(), scopes, rights);
        Task task = known.orElseGet(() -> request.details()
                .map(details -> opening.explicit(details, authority))
                .orElseGet(() -> opening.implicit(authority)));
        attempt.task = task;

        TaskGrant grant = new TaskGrant(
                agent, task, subject.user(), account, target.client(), scopes, roles(agent, subject, target), rights);
        return issue(grant, proof);
    }

    /** The route is taken for a client that is no agent only if its subject token is one of ours. */
    private Refusal strangersToken() {
        attempt.byStranger = true;
        TaskStore tasks = new TaskStore(session);
        TokenIds.possiblyOurs(context.getParams().getSubjectToken())
                .flatMap(jti -> tasks.token(realm.getId(), jti))
                .ifPresent(stored -> {
                    attempt.agent = new AgentStore(session)
                            .find(realm.getId(), stored.agentId())
                            .orElse(null);
                    attempt.task = stored.taskId()
                            .flatMap(TaskId::parse)
                            .flatMap(id -> tasks.find(realm.getId(), id))
                            .orElse(null);
                });
        return new Refusal(Reason.SUBJECT_TOKEN_DELEGATED, "a task token is good at its resource server only");
    }

    private Response issue(TaskGrant grant, SenderProof proof) {
        Agent agent = grant.agent();
        Task task = grant.task();
        Instant expires = TaskOpening.tokenExpiry(agent, task.expiresAt(), now);
        Minted minted = new TokenMint(session, issuer).task(grant, proof.confirmation(), now, expires);

        AuditRecord record = AuditRecord.of(AuditType.TOKEN_ISSUED, ActorKind.DELEGATED_AGENT)
                .agent(agent)
                .principal(issuer, grant.principal().getId())
                .actor(issuer, grant.actor().getId(), agent.clientId())
                .task(
                        task.id().value(),
                        task.state().wire(),
                        task.purposeDigest().orElse(null))
                .credential(
                        minted.token().getId(),
                        attempt.subject.token().getId(),
                        task.txn(),
                        proof.confirmation() == null
                                ? null
                                : proof.confirmation().getKeyThumbprint(),
                        agent.credential().type().wire(),
                        task.login().acr().orElse(null))
                .action("token_exchange", task.authority().target())
                .authorization(
                        "permit", minted.token().getScope(), task.authority().target());
        new AgentStore(session).used(agent, now);
        new AuditLog(session).append(realm, record);
        new TaskStore(session).issued(agent, Optional.of(task), minted.token().getId(), now, expires);

        context.getEvent()
                .user(grant.principal())
                .detail(Details.USERNAME, grant.principal().getUsername())
                .detail(Details.TOKEN_ID, minted.token().getId())
                .detail(Details.SCOPE, minted.token().getScope())
                .detail(Details.AUDIENCE, task.authority().target())
                .detail(AgentEvents.TASK, task.id().value())
                .detail(AgentEvents.RECORDED, "true")
                .success();
        return TokenAnswers.ok(answer(grant, minted));
    }

    private static ObjectNode answer(TaskGrant grant, Minted minted) {
        ObjectNode details = grant.task().details(grant.rights());
        grant.task().purpose().ifPresent(purpose -> details.put("purpose", purpose));
        ObjectNode answer = TokenAnswers.token(minted)
                .put("issued_token_type", "urn:ietf:params:oauth:token-type:access_token")
                .put("scope", minted.token().getScope());
        answer.putArray("authorization_details").add(details);
        return answer;
    }

    /** The target's roles that the ceiling names and the person has at this moment. */
    private static Set<String> roles(Agent agent, Subject subject, Target target) {
        String prefix = target.client().getClientId() + ":";
        Set<String> roles = new TreeSet<>();
        for (String name : agent.ceiling().roles()) {
            if (name.startsWith(prefix)) {
                RoleModel role = target.client().getRole(name.substring(prefix.length()));
                if (role != null && subject.user().hasRole(role)) {
                    roles.add(role.getName());
                }
            }
        }
        return roles;
    }
}
