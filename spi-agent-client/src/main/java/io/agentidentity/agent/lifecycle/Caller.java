package io.agentidentity.agent.lifecycle;

import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import org.keycloak.models.ImpersonationSessionNote;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;

/** Who calls an API of ours, as a record names them: a person, an administrator inside a person's session, or software. */
public record Caller(ActorKind kind, String issuer, UserModel user) {

    /** The caller whose token the current request carries. */
    public static Caller of(String issuer, UserModel user, UserSessionModel userSession) {
        if (user.getServiceAccountClientLink() != null) {
            return new Caller(ActorKind.WORKLOAD, issuer, user);
        }
        boolean impersonated =
                userSession != null && userSession.getNote(ImpersonationSessionNote.IMPERSONATOR_ID.toString()) != null;
        return new Caller(impersonated ? ActorKind.ADMIN_IMPERSONATION : ActorKind.PERSON, issuer, user);
    }

    /** The caller of the current admin request. */
    public static Caller ofAdmin(KeycloakSession session, String issuer, UserModel user) {
        return of(issuer, user, session.getContext().getUserSession());
    }

    /** The server itself, where nobody called. */
    public static Caller system() {
        return new Caller(ActorKind.SYSTEM, null, null);
    }

    /** The id of the user who called, or {@code null} where the server acts. */
    public String userId() {
        return user == null ? null : user.getId();
    }

    /** A record with this caller as its actor. */
    public AuditRecord record(AuditType type) {
        AuditRecord record = AuditRecord.of(type, kind);
        return user == null ? record : record.actor(issuer, user.getId());
    }
}
