package io.agentidentity.grant;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.events.AgentEvents;
import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.store.TaskStore;
import io.agentidentity.token.SenderProof;
import io.agentidentity.token.TokenAnswers;
import io.agentidentity.token.TokenMint;
import io.agentidentity.token.TokenMint.Minted;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.grants.ClientCredentialsGrantType;

/**
 * Client credentials (RFC 6749 section 4.4). An agent gets an actor token: audience the issuer, no scope, no role. Rights of its own
 * it has none. Any other client is served by Keycloak.
 */
final class AgentClientCredentialsGrant extends ClientCredentialsGrantType {

    private static final Logger LOG = Logger.getLogger(AgentClientCredentialsGrant.class);
    private static final int MAX_SECONDS = 120;

    @Override
    public Response process(Context context) {
        Optional<Agent> agent = new AgentGate(context.getSession(), context.getRealm()).agent(context.getClient());
        if (agent.isEmpty()) {
            return super.process(context);
        }
        setContext(context);
        try {
            return actorToken(agent.get());
        } catch (Refusal refusal) {
            return refused(agent.get(), refusal);
        } catch (RuntimeException e) {
            LOG.error("actor token failed", e);
            return refused(agent.get(), new Refusal(Reason.UNAVAILABLE, "try again later", e));
        }
    }

    private Response actorToken(Agent agent) {
        new AgentGate(session, realm).require(agent, client);
        Map<String, List<String>> form = session.getContext().getHttpRequest().getDecodedFormParameters();
        boolean clientCredentials =
                form.getOrDefault("grant_type", List.of()).equals(List.of(OAuth2Constants.CLIENT_CREDENTIALS));
        boolean scoped = form.getOrDefault("scope", List.of()).stream()
                .flatMap(scope -> Arrays.stream(scope.trim().split("\\s+")))
                .anyMatch(scope -> !scope.isEmpty() && !"openid".equals(scope));
        if (!clientCredentials || scoped || form.containsKey("authorization_details") || form.containsKey("resource")) {
            throw new Refusal(
                    Reason.GRANT_NOT_ALLOWED, "the agent has no rights of its own, only those of a person's task");
        }
        UserModel account = session.users().getServiceAccount(client);
        if (account == null || !account.isEnabled()) {
            throw new Refusal(Reason.AGENT_NOT_ACTIVE, "the agent is not active");
        }
        SenderProof proof = SenderProof.of(session, client, agent);
        proof.require(false);
        String issuer = AuditLog.issuer(session, realm);
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        Instant expires = now.plusSeconds(Math.min(MAX_SECONDS, agent.ceiling().tokenSeconds()));
        Minted minted =
                new TokenMint(session, issuer).actor(agent, client, account, proof.confirmation(), now, expires);
        new AgentStore(session).used(agent, now);
        new AuditLog(session)
                .append(
                        realm,
                        record(AuditType.ACTOR_TOKEN_ISSUED, agent, issuer, account)
                                .credential(
                                        minted.token().getId(),
                                        null,
                                        null,
                                        proof.confirmation() == null
                                                ? null
                                                : proof.confirmation().getKeyThumbprint(),
                                        agent.credential().type().wire(),
                                        null)
                                .authorization("permit", null, issuer));
        new TaskStore(session).issued(agent, Optional.empty(), minted.token().getId(), now, expires);
        event.client(client)
                .user(account)
                .detail(Details.TOKEN_ID, minted.token().getId())
                .detail(AgentEvents.RECORDED, "true")
                .success();
        return TokenAnswers.ok(TokenAnswers.token(minted));
    }

    private Response refused(Agent agent, Refusal refusal) {
        session.getTransactionManager().setRollbackOnly();
        UserModel account = session.users().getServiceAccount(client);
        try {
            AuditLog.appendDespiteRollback(
                    session,
                    realm,
                    record(AuditType.TOKEN_REFUSED, agent, AuditLog.issuer(session, realm), account)
                            .authorization("deny", null, null)
                            .refused(refusal.reason().code()));
        } catch (RuntimeException e) {
            LOG.error("a refusal could not be recorded", e);
            return TokenAnswers.refused(Reason.UNAVAILABLE, Reason.UNAVAILABLE.code() + ": try again later");
        }
        event.client(client)
                .detail(Details.REASON, refusal.description())
                .detail(AgentEvents.RECORDED, "true")
                .error(refusal.reason().error());
        return TokenAnswers.refused(refusal.reason(), refusal.description());
    }

    private static AuditRecord record(AuditType type, Agent agent, String issuer, UserModel account) {
        return AuditRecord.of(type, ActorKind.AGENT_AUTONOMOUS)
                .agent(agent)
                .actor(issuer, account == null ? agent.id() : account.getId(), agent.clientId())
                .action("client_credentials", null);
    }
}
