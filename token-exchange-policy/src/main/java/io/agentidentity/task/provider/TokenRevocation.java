package io.agentidentity.task.provider;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import io.agentidentity.task.Task;
import io.agentidentity.task.store.StoredToken;
import io.agentidentity.task.store.TaskStore;
import io.agentidentity.task.store.TokenStore;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Ends a token and all that were derived from it, at the wish of the agent that got it (RFC 7009). The task goes on. */
final class TokenRevocation {

    private final KeycloakSession session;
    private final RealmModel realm;

    TokenRevocation(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    void revoke(ClientModel client, StoredToken token) {
        Optional<Task> task = token.taskId().flatMap(id -> new TaskStore(session).lock(realm.getId(), id));
        Optional<Agent> agent = new AgentStore(session).find(realm.getId(), client.getId());
        List<String> revoked = new TokenStore(session).revoke(realm.getId(), token.jti());
        new AuditLog(session)
                .appendAfterCommit(
                        realm,
                        revoked.stream()
                                .map(jti -> record(client, agent, task, token.jti(), jti))
                                .toList());
    }

    private AuditRecord record(
            ClientModel client, Optional<Agent> agent, Optional<Task> task, String presented, String jti) {
        String issuer = AuditLog.issuer(session, realm);
        UserModel account = session.users().getServiceAccount(client);
        AuditRecord record = AuditRecord.of(AuditType.TOKEN_REVOKED, ActorKind.AGENT_AUTONOMOUS)
                .actor(issuer, account == null ? client.getId() : account.getId(), client.getClientId())
                .credential(jti, jti.equals(presented) ? null : presented, null, null, null, null);
        agent.ifPresent(record::agent);
        task.ifPresent(t -> t.namedIn(record, issuer));
        return record;
    }
}
