package io.agentidentity.exchange;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.agent.settings.TaskRules;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.granting.Attempt;
import io.agentidentity.granting.Granting;
import io.agentidentity.granting.Subject;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Task;
import io.agentidentity.task.Task.Ground;
import io.agentidentity.task.lifecycle.RateRule;
import io.agentidentity.task.lifecycle.RiskRule;
import io.agentidentity.task.store.StoredToken;
import io.agentidentity.task.store.TaskStore;
import io.agentidentity.task.store.TokenStore;
import io.agentidentity.token.SenderProof;
import io.agentidentity.token.TokenAnswers;
import io.agentidentity.token.TokenIds;
import io.agentidentity.token.TokenVerification;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.TokenExchangeContext;

/** One exchange, from top to bottom: every check in its order, then task, token and record in one transaction. */
final class AgentExchange {

    /** What records call a request of this kind. */
    static final String ACTION = "token_exchange";

    private final TokenExchangeContext context;
    private final Attempt attempt;
    private final KeycloakSession session;
    private final RealmModel realm;
    private final ClientModel client;
    private final String issuer;

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
        attempt.agent(agent);
        TaskRules rules = new RealmStore(session).rules(agent);
        RateRule.requireToken(agent, rules);
        gate.require(agent, client);

        RiskRule.requireTasks(rules);
        ExchangeRequest request = ExchangeRequest.parse(
                session.getContext().getHttpRequest().getDecodedFormParameters(), rules.detailsType());

        SenderProof proof = SenderProof.of(session, client, agent);
        proof.require(rules.strictness().senderConstraint());

        Subject subject = new SubjectTokens(context, attempt).verify(request.subjectToken(), agent, proof);
        attempt.subject(subject);
        RateRule.requireToken(agent, subject.user().getId(), rules);
        // What was bound to a key stays bound, to that of whoever acts now.
        proof.require(subject.ours()
                .filter(ours -> ours.token().getConfirmation() != null)
                .isPresent());
        new ActorTokens(new TokenVerification(session, realm)).check(request.actorToken(), agent, rules, proof);
        UserModel account = session.users().getServiceAccount(client);
        if (account == null || !account.isEnabled()) {
            throw new Refusal(Reason.AGENT_NOT_ACTIVE, "the agent is not active");
        }
        Ground ground = new ActingRule(session, realm, issuer).check(agent, account, subject);

        Granting granting = new Granting(session, context.getEvent(), ACTION, attempt);
        return TokenAnswers.ok(granting.grant(
                        OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE, request.asked(), subject, ground, account, proof)
                .put("issued_token_type", "urn:ietf:params:oauth:token-type:access_token"));
    }

    /** The route is taken for a client that is no agent only if its subject token is one of ours. */
    private Refusal strangersToken() {
        Optional<StoredToken> stored = TokenIds.possiblyOurs(context.getParams().getSubjectToken())
                .flatMap(jti -> new TokenStore(session).find(realm.getId(), jti));
        Optional<Agent> whoGotIt =
                stored.flatMap(token -> new AgentStore(session).find(realm.getId(), token.agentId()));
        Optional<Task> itsTask =
                stored.flatMap(StoredToken::taskId).flatMap(id -> new TaskStore(session).find(realm.getId(), id));
        attempt.stranger(whoGotIt.orElse(null), itsTask.orElse(null));
        return new Refusal(Reason.SUBJECT_TOKEN_DELEGATED, "a task token is good at its resource server only");
    }
}
