package io.agentidentity.agent.guard;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.JsonWebToken;

/** Records that somebody tried to change an agent past the agents API. */
final class RefusedAdmin {

    private static final String REASON = "managed_by_agents_api";

    private RefusedAdmin() {}

    /**
     * Records it in a transaction of its own.
     *
     * @param admin whose token Keycloak has verified; {@code null} where a client's registration access token was used
     */
    static void record(
            KeycloakSession session, RealmModel realm, Agent agent, String what, UserModel admin, JsonWebToken token) {
        AuditRecord record = admin == null || token == null
                ? AuditRecord.of(AuditType.AGENT_REFUSED, ActorKind.WORKLOAD)
                : Caller.ofAdmin(session, token.getIssuer(), admin).record(AuditType.AGENT_REFUSED);
        AuditLog.appendDespiteRollback(
                session,
                realm,
                record.agent(agent).action("change " + what, null).refused(REASON));
    }
}
