package io.agentidentity.agent.lifecycle;

import io.agentidentity.agent.Agent;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Stands in for the task side on a server without it, where nothing issues or accepts a task token. */
final class NoTasks implements AgentTasks {

    @Override
    public Ended endAll(RealmModel realm, Agent agent, Ending ending) {
        return Ended.NOTHING;
    }

    @Override
    public Ended endAllFor(RealmModel realm, String principalId, Ending ending) {
        return Ended.NOTHING;
    }

    @Override
    public Ended endAllOf(RealmModel realm, Ending ending) {
        return Ended.NOTHING;
    }

    @Override
    public long live(Agent agent) {
        return 0;
    }

    @Override
    public void deleteRealm(String realmId) {
        // Its tables may not exist.
    }

    @Override
    public boolean revokeToken(RealmModel realm, ClientModel caller, String token) {
        return false;
    }

    @Override
    public Object adminResource(
            RealmModel realm, Agent agent, AdminPermissionEvaluator auth, AdminEventBuilder events) {
        throw ErrorResponse.error(
                "The server runs without the JAR token-exchange-policy", Response.Status.SERVICE_UNAVAILABLE);
    }

    @Override
    public void close() {}
}
