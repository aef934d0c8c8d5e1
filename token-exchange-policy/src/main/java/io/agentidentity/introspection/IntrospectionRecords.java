package io.agentidentity.introspection;

import io.agentidentity.agent.settings.AuditSettings.Introspection;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import io.agentidentity.audit.Repeats;
import io.agentidentity.task.Task;
import io.agentidentity.task.store.StoredToken;
import io.agentidentity.task.store.TaskStore;
import io.agentidentity.token.VerifiedToken;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** What is kept of looks at tokens of agents, as far as the realm wants that. */
final class IntrospectionRecords {

    private static final String ACTION = "introspect";
    private static final String INACTIVE = "inactive";
    private static final int MOST_OF_A_CALLER = 10;
    private static final Repeats REPEATS = new Repeats(MOST_OF_A_CALLER, Clock.systemUTC());

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Introspection wanted;

    IntrospectionRecords(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.wanted =
                new RealmStore(session).of(realm.getId()).settings().audit().introspection();
    }

    /** A look that found the token active. */
    void answered(ClientModel caller, VerifiedToken token) {
        if (wanted == Introspection.ALL) {
            append(record(
                    caller, token.agent().id(), token.task(), token.token().getId()));
        }
    }

    /**
     * A look that found it inactive.
     *
     * @param token what is stored of it, if this realm signed it and nobody revoked it
     */
    void refused(ClientModel caller, Optional<StoredToken> token) {
        if (wanted == Introspection.NONE) {
            return;
        }
        REPEATS.next(List.of(realm.getId(), caller.getId()))
                .ifPresent(before -> append(token.map(stored -> record(
                                caller,
                                stored.agentId(),
                                stored.taskId().flatMap(id -> new TaskStore(session).find(realm.getId(), id)),
                                stored.jti()))
                        .orElseGet(() -> by(caller).action(ACTION, caller.getClientId()))
                        .refused(INACTIVE)
                        .repeated(before)));
    }

    private AuditRecord record(ClientModel caller, String agentId, Optional<Task> task, String jti) {
        AuditRecord record = by(caller)
                .action(ACTION, task.map(one -> one.authority().target()).orElse(caller.getClientId()))
                .credential(jti, null, task.map(Task::txn).orElse(null), null, null, null);
        new AgentStore(session).find(realm.getId(), agentId).ifPresent(record::agent);
        task.ifPresent(one -> one.namedIn(record, AuditLog.issuer(session, realm)));
        return record;
    }

    private AuditRecord by(ClientModel caller) {
        UserModel account = session.users().getServiceAccount(caller);
        return AuditRecord.of(AuditType.TOKEN_INTROSPECTED, ActorKind.WORKLOAD)
                .actor(
                        AuditLog.issuer(session, realm),
                        account == null ? caller.getId() : account.getId(),
                        caller.getClientId());
    }

    private void append(AuditRecord record) {
        new AuditLog(session).append(realm, record);
    }
}
