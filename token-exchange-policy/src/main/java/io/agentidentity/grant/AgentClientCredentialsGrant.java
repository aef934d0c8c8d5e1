package io.agentidentity.grant;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Ceiling.Autonomous;
import io.agentidentity.agent.client.UsedKey;
import io.agentidentity.agent.events.AgentEvents;
import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.agent.settings.TaskRules;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditRecord.ActLink;
import io.agentidentity.audit.AuditType;
import io.agentidentity.granting.Asked;
import io.agentidentity.granting.Attempt;
import io.agentidentity.granting.Granting;
import io.agentidentity.granting.Refusals;
import io.agentidentity.granting.Subject;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Task.Ground;
import io.agentidentity.task.lifecycle.RateRule;
import io.agentidentity.task.lifecycle.RiskRule;
import io.agentidentity.task.store.TokenStore;
import io.agentidentity.token.SenderProof;
import io.agentidentity.token.TokenAnswers;
import io.agentidentity.token.TokenMint;
import io.agentidentity.token.TokenMint.Minted;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.grants.ClientCredentialsGrantType;

/**
 * Client credentials (RFC 6749 section 4.4). An agent that asks for nothing gets an actor token: audience the issuer, no scope, no
 * role. One that asks for scopes or sends details opens a task without a person, if its record allows that. Any other client is
 * served by Keycloak.
 */
final class AgentClientCredentialsGrant extends ClientCredentialsGrantType {

    private static final String ACTION = "client_credentials";
    private static final Asked NOTHING =
            new Asked(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private final KeycloakSession keycloak;

    AgentClientCredentialsGrant(KeycloakSession keycloak) {
        this.keycloak = keycloak;
    }

    @Override
    public Set<String> getSupportedMultivaluedRequestParameters() {
        return Repeatable.of(keycloak, super.getSupportedMultivaluedRequestParameters());
    }

    @Override
    public Response process(Context context) {
        Optional<Agent> agent = new AgentGate(context.getSession(), context.getRealm()).agent(context.getClient());
        if (agent.isEmpty()) {
            return super.process(context);
        }
        setContext(context);
        return new Refusals(session, event, ACTION).answering(attempt -> answer(agent.get(), attempt));
    }

    private Response answer(Agent agent, Attempt attempt) {
        attempt.agent(agent);
        TaskRules rules = new RealmStore(session).rules(agent);
        RateRule.requireToken(agent, rules);
        new AgentGate(session, realm).require(agent, client);
        Map<String, List<String>> form = session.getContext().getHttpRequest().getDecodedFormParameters();
        UserModel account = session.users().getServiceAccount(client);
        if (account == null || !account.isEnabled()) {
            throw new Refusal(Reason.AGENT_NOT_ACTIVE, "the agent is not active");
        }
        Asked asked = Asked.parse(form, rules.detailsType());
        if (!form.getOrDefault("grant_type", List.of()).equals(List.of(OAuth2Constants.CLIENT_CREDENTIALS))) {
            throw new Refusal(Reason.GRANT_NOT_ALLOWED, "an agent may use token exchange and client credentials only");
        }
        SenderProof proof = SenderProof.of(session, client, agent);
        if (asked.equals(NOTHING)) {
            return actorToken(agent, account, rules, proof);
        }
        Autonomous most = agent.autonomous()
                .orElseThrow(() -> new Refusal(
                        Reason.GRANT_NOT_ALLOWED, "the agent has no rights of its own, only those of a person's task"));
        RiskRule.requireTasks(rules);
        proof.require(rules.strictness().senderConstraint());
        return TokenAnswers.ok(new Granting(session, event, ACTION, attempt)
                .grant(
                        OAuth2Constants.CLIENT_CREDENTIALS,
                        asked,
                        Subject.agent(account, most),
                        Ground.AUTONOMOUS,
                        account,
                        proof));
    }

    private Response actorToken(Agent agent, UserModel account, TaskRules rules, SenderProof proof) {
        proof.require(false);
        String issuer = AuditLog.issuer(session, realm);
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        Instant expires = rules.actorTokenEnd(now);
        Minted minted =
                new TokenMint(session, issuer).actor(agent, client, account, proof.confirmation(), now, expires);
        new AgentStore(session).used(agent, now);
        AuditRecord record = record(AuditType.ACTOR_TOKEN_ISSUED, agent, issuer, account)
                .credential(
                        minted.token().getId(),
                        null,
                        null,
                        proof.confirmation() == null
                                ? null
                                : proof.confirmation().getKeyThumbprint(),
                        agent.credential().type().wire(),
                        null)
                .authorization("permit", null, issuer)
                .expires(expires);
        UsedKey.thumbprint(session).ifPresent(record::clientKey);
        new AuditLog(session).append(realm, record);
        new TokenStore(session).issuedActor(agent, minted.token().getId(), now, expires);
        event.client(client)
                .user(account)
                .detail(Details.TOKEN_ID, minted.token().getId())
                .detail(AgentEvents.RECORDED, "true")
                .success();
        return TokenAnswers.ok(TokenAnswers.token(minted));
    }

    private static AuditRecord record(AuditType type, Agent agent, String issuer, UserModel account) {
        return AuditRecord.of(type, ActorKind.AGENT_AUTONOMOUS)
                .agent(agent)
                .actors(issuer, List.of(ActLink.of(account == null ? agent.id() : account.getId(), agent)))
                .action(ACTION, null);
    }
}
