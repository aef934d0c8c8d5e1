package io.agentidentity.agent.guard;

import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditType;
import io.agentidentity.audit.Repeats;
import jakarta.ws.rs.ForbiddenException;
import java.time.Clock;
import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Records what a caller of the admin API may not do. Who calls is known by then: Keycloak has authenticated them. */
public final class ForbiddenCalls {

    private static final String REASON = "forbidden";
    private static final int MOST_OF_A_CALLER = 30;
    private static final int MAX_PATH = 255;
    private static final Repeats REPEATS = new Repeats(MOST_OF_A_CALLER, Clock.systemUTC());

    private ForbiddenCalls() {}

    /** The refusal of the current call, recorded. */
    public static ForbiddenException refused(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth) {
        record(session, realm, auth);
        return new ForbiddenException();
    }

    /** Records in a transaction of its own that the current call is refused. */
    public static void record(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth) {
        RealmModel home = auth.adminAuth().getRealm();
        Caller caller = Caller.ofAdmin(
                session, AuditLog.issuer(session, home), auth.adminAuth().getUser());
        REPEATS.next(List.of(realm.getId(), caller.userId()))
                .ifPresent(before -> AuditLog.appendDespiteRollback(
                        session,
                        realm,
                        caller.record(AuditType.AGENT_REFUSED)
                                .action(call(session), null)
                                .refused(REASON)
                                .repeated(before)));
    }

    /** Method and path below the realm; no query, which may hold names of people. */
    private static String call(KeycloakSession session) {
        String path = session.getContext().getUri().getPath().replaceFirst("^/?admin/realms/[^/]+", "");
        return session.getContext().getHttpRequest().getHttpMethod() + " "
                + (path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH));
    }
}
