package io.agentidentity.exchange;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.events.AgentEvents;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.token.TokenAnswers;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.keycloak.events.Details;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.TokenExchangeContext;

/** Answers for an exchange that fails: nothing of it stays but its record, which is written before the answer goes out. */
final class Refusals {

    private static final Logger LOG = Logger.getLogger(Refusals.class);

    private final TokenExchangeContext context;
    private final KeycloakSession session;
    private final RealmModel realm;

    Refusals(TokenExchangeContext context) {
        this.context = context;
        this.session = context.getSession();
        this.realm = context.getRealm();
    }

    Response answering(Function<Attempt, Response> exchange) {
        Attempt attempt = new Attempt();
        try {
            return exchange.apply(attempt);
        } catch (Refusal refusal) {
            LOG.debugf("exchange refused: %s", refusal.description());
            return refused(attempt, refusal);
        } catch (RuntimeException e) {
            LOG.error("exchange failed", e);
            return refused(attempt, new Refusal(Reason.UNAVAILABLE, "try again later", e));
        }
    }

    private Response refused(Attempt attempt, Refusal refusal) {
        session.getTransactionManager().setRollbackOnly();
        Reason reason = refusal.reason();
        try {
            AuditLog.appendDespiteRollback(session, realm, record(attempt, refusal));
        } catch (RuntimeException e) {
            LOG.error("a refusal could not be recorded", e);
            return TokenAnswers.refused(Reason.UNAVAILABLE, Reason.UNAVAILABLE.code() + ": try again later");
        }
        if (attempt.subject != null) {
            context.getEvent().user(attempt.subject.user());
        }
        context.getEvent()
                .client(context.getClient())
                .detail(Details.REASON, refusal.description())
                .detail(AgentEvents.RECORDED, "true")
                .error(reason.error());
        return TokenAnswers.refused(reason, refusal.description());
    }

    private AuditRecord record(Attempt attempt, Refusal refusal) {
        String issuer = AuditLog.issuer(session, realm);
        AuditRecord record = AuditRecord.of(AuditType.TOKEN_REFUSED, kind(attempt))
                .action("token_exchange", attempt.target == null ? null : attempt.target.name())
                .authorization("deny", null, attempt.target == null ? null : attempt.target.name())
                .refused(refusal.reason().code());
        Agent agent = attempt.agent;
        if (agent != null) {
            record.agent(agent);
        }
        UserModel account = session.users().getServiceAccount(context.getClient());
        record.actor(
                issuer,
                account == null ? context.getClient().getId() : account.getId(),
                context.getClient().getClientId());
        if (attempt.subject != null) {
            record.principal(issuer, attempt.subject.user().getId());
        } else if (attempt.task != null) {
            record.principal(issuer, attempt.task.principalId());
        }
        if (attempt.task != null) {
            record.task(
                    attempt.task.id().value(),
                    attempt.task.state().wire(),
                    attempt.task.purposeDigest().orElse(null));
        }
        return record;
    }

    private static ActorKind kind(Attempt attempt) {
        if (attempt.byStranger) {
            return ActorKind.WORKLOAD;
        }
        return attempt.subject == null ? ActorKind.AGENT_AUTONOMOUS : ActorKind.DELEGATED_AGENT;
    }
}
