package io.agentidentity.grant;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.events.AgentEvents;
import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import io.agentidentity.refusal.Reason;
import io.agentidentity.token.TokenAnswers;
import io.agentidentity.token.TokenIds;
import io.agentidentity.token.TokenVerification;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.grants.PermissionGrantType;

/**
 * UMA 2.0, which fires no event that the guard would see: refuses agents, and tokens of ours in any parameter, then hands on to
 * Keycloak.
 */
final class AgentPermissionGrant extends PermissionGrantType {

    private static final List<String> TOKEN_PARAMETERS = List.of("subject_token", "claim_token", "rpt", "pct");

    @Override
    public Response process(Context context) {
        KeycloakSession keycloak = context.getSession();
        RealmModel inRealm = context.getRealm();
        TokenVerification verification = new TokenVerification(keycloak, inRealm);
        for (String token : tokens(context)) {
            if (verification.isOurs(token)) {
                throw refuse(
                        context, Reason.SUBJECT_TOKEN_DELEGATED, "a task token is good at its resource server only");
            }
            Optional<Agent> agent = TokenIds.claimedClient(token)
                    .map(inRealm::getClientByClientId)
                    .flatMap(new AgentGate(keycloak, inRealm)::agent);
            if (agent.isPresent()) {
                throw refuse(
                        context,
                        AuditRecord.of(AuditType.AGENT_REFUSED, ActorKind.WORKLOAD)
                                .agent(agent.get())
                                .unverified("client_id", agent.get().clientId()));
            }
        }
        return super.process(context);
    }

    /** Called by Keycloak's grant where the client authenticates. */
    @Override
    protected void checkClient() {
        super.checkClient();
        Optional<Agent> agent = new AgentGate(session, realm).agent(client);
        if (agent.isPresent()) {
            throw refuse(
                    context,
                    AuditRecord.of(AuditType.AGENT_REFUSED, ActorKind.AGENT_AUTONOMOUS)
                            .agent(agent.get()));
        }
    }

    private static List<String> tokens(Context context) {
        List<String> tokens = new ArrayList<>();
        String header = context.getHeaders().getRequestHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        if (header != null && header.trim().indexOf(' ') > 0) {
            tokens.add(header.trim().substring(header.trim().indexOf(' ') + 1).trim());
        }
        for (String name : TOKEN_PARAMETERS) {
            tokens.addAll(context.getFormParams().getOrDefault(name, List.of()));
        }
        return tokens;
    }

    /** A token that nobody has verified yet says nothing of who sends it. */
    private static WebApplicationException refuse(Context context, AuditRecord record) {
        AuditLog.appendDespiteRollback(
                context.getSession(),
                context.getRealm(),
                record.action("uma_ticket", null).refused(Reason.GRANT_NOT_ALLOWED.code()));
        return refuse(context, Reason.GRANT_NOT_ALLOWED, "an agent may use token exchange and client credentials only");
    }

    private static WebApplicationException refuse(Context context, Reason reason, String message) {
        ClientModel client = context.getSession().getContext().getClient();
        if (client != null) {
            context.getEvent().client(client);
        }
        context.getEvent().detail(AgentEvents.RECORDED, "true").error(reason.error());
        return new WebApplicationException(TokenAnswers.refused(reason, reason.code() + ": " + message));
    }
}
