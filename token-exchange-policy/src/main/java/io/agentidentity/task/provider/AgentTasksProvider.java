package io.agentidentity.task.provider;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.lifecycle.AgentTasks;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import io.agentidentity.task.Task;
import io.agentidentity.task.lifecycle.TaskEndings;
import io.agentidentity.task.rest.AdminTasksResource;
import io.agentidentity.task.store.TaskStore;
import io.agentidentity.token.TokenVerification;
import io.agentidentity.token.VerifiedToken;
import java.time.Instant;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

final class AgentTasksProvider implements AgentTasks {

    private final KeycloakSession session;

    AgentTasksProvider(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public Ended endAll(RealmModel realm, Agent agent, Ending ending) {
        return new TaskEndings(session, realm)
                .endAll(new TaskStore(session).lockLiveOfAgent(realm.getId(), agent.id()), ending);
    }

    @Override
    public Ended endAllFor(RealmModel realm, String principalId, Ending ending) {
        return new TaskEndings(session, realm)
                .endAll(new TaskStore(session).lockLiveOfPrincipal(realm.getId(), principalId), ending);
    }

    @Override
    public Ended endAllOf(RealmModel realm, Ending ending) {
        return new TaskEndings(session, realm).endAll(new TaskStore(session).lockLiveOfRealm(realm.getId()), ending);
    }

    @Override
    public long live(Agent agent) {
        return new TaskStore(session).live(agent.realmId(), agent.id(), Instant.ofEpochMilli(Time.currentTimeMillis()));
    }

    @Override
    public void deleteRealm(String realmId) {
        new TaskStore(session).deleteRealm(realmId);
    }

    @Override
    public boolean revokeToken(RealmModel realm, ClientModel caller, String token) {
        TokenVerification verification = new TokenVerification(session, realm);
        if (!verification.isOurs(token)) {
            return false;
        }
        Optional<VerifiedToken> own =
                verification.verify(token).filter(live -> live.client().equals(caller));
        own.ifPresent(live -> KeycloakModelUtils.runJobInTransaction(
                session.getKeycloakSessionFactory(), session.getContext(), other -> revoke(other, realm, live)));
        return true;
    }

    private static void revoke(KeycloakSession session, RealmModel realm, VerifiedToken live) {
        if (!new TaskStore(session).revoke(realm.getId(), live.token().getId())) {
            return;
        }
        String issuer = AuditLog.issuer(session, realm);
        UserModel account = session.users().getServiceAccount(live.client());
        AuditRecord record = AuditRecord.of(AuditType.TOKEN_REVOKED, ActorKind.AGENT_AUTONOMOUS)
                .agent(live.agent())
                .actor(issuer, account.getId(), live.agent().clientId())
                .credential(live.token().getId(), null, null, null, null, null);
        Optional<Task> task = live.task();
        task.ifPresent(t -> record.principal(issuer, t.principalId())
                .task(t.id().value(), t.state().wire(), t.purposeDigest().orElse(null)));
        new AuditLog(session).append(realm, record);
    }

    @Override
    public Object adminResource(
            RealmModel realm, Agent agent, AdminPermissionEvaluator auth, AdminEventBuilder events) {
        return new AdminTasksResource(session, realm, agent, auth, events);
    }

    @Override
    public void close() {}
}
