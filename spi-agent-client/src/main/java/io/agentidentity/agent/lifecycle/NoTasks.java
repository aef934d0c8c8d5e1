package io.agentidentity.agent.lifecycle;

import io.agentidentity.agent.Agent;
import jakarta.ws.rs.core.Response;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
    public void suspendAll(RealmModel realm, Agent agent, Ending ending) {
        // There is nothing to suspend.
    }

    @Override
    public Ended endAllFor(RealmModel realm, String principalId, Ending ending) {
        return Ended.NOTHING;
    }

    @Override
    public Ended personOut(RealmModel realm, String principalId, Ending ending) {
        return Ended.NOTHING;
    }

    @Override
    public void personBack(RealmModel realm, String principalId) {
        // Nothing was begun.
    }

    @Override
    public void hold(RealmModel realm, Collection<Agent> agents, Optional<String> principalId) {
        // There is nothing to lock.
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
    public void forgetAgent(Agent agent) {
        // Its tables may not exist.
    }

    @Override
    public long liveOf(RealmModel realm) {
        return 0;
    }

    @Override
    public Alive alive(RealmModel realm, Agent agent) {
        return Alive.NOTHING;
    }

    @Override
    public void forgetPerson(RealmModel realm, String principalId) {
        // Its tables may not exist.
    }

    @Override
    public boolean revokeToken(RealmModel realm, ClientModel caller, String token) {
        return false;
    }

    @Override
    public boolean issued(RealmModel realm, String token) {
        return false;
    }

    @Override
    public Object adminResource(
            RealmModel realm, Agent agent, AdminPermissionEvaluator auth, AdminEventBuilder events) {
        throw unavailable();
    }

    @Override
    public Object ownBlocks(RealmModel realm, Caller person, boolean mayManage, Consumer<Agent> lifting) {
        throw unavailable();
    }

    @Override
    public Object ownTasks(RealmModel realm, Caller person, boolean mayManage) {
        throw unavailable();
    }

    @Override
    public Object ownersBlocks(RealmModel realm, Agent agent, Caller owner, Consumer<Agent> lifting) {
        throw unavailable();
    }

    @Override
    public Object adminBlocks(RealmModel realm, Agent agent, AdminPermissionEvaluator auth, AdminEventBuilder events) {
        throw unavailable();
    }

    @Override
    public Object policyResource(RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder events) {
        throw unavailable();
    }

    @Override
    public Object storyResource(RealmModel realm, Caller reader, Told what) {
        throw unavailable();
    }

    @Override
    public List<String> ruleErrors(RealmModel realm) {
        return List.of();
    }

    private static RuntimeException unavailable() {
        return ErrorResponse.error(
                "Agent identity is not in force on this server", Response.Status.SERVICE_UNAVAILABLE);
    }

    @Override
    public void close() {}
}
