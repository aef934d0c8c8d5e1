package io.agentidentity.audit.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import io.agentidentity.audit.Repeats;
import io.agentidentity.audit.pseudonym.Pseudonyms;
import java.time.Clock;
import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Who reads the record: what they read is recorded in its turn, once a call. */
public final class Reader {

    /** How many reads of one caller are recorded one by one in a minute; the rest are counted. */
    private static final int MOST_OF_A_CALLER = 30;

    private static final Repeats REPEATS = new Repeats(MOST_OF_A_CALLER, Clock.systemUTC());

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Caller caller;

    public Reader(KeycloakSession session, RealmModel realm, Caller caller) {
        this.session = session;
        this.realm = realm;
        this.caller = caller;
    }

    /**
     * Notes that records were read.
     *
     * @param how such as {@code search}
     * @param query what was asked for
     * @param rows how many records were given out
     */
    public void read(String how, ObjectNode query, long rows) {
        REPEATS.next(List.of(realm.getId(), caller.userId()))
                .ifPresent(before ->
                        append(record(AuditType.AUDIT_READ, how, query, rows).repeated(before)));
    }

    /** Notes that records are about to be given out as a stream; every time. */
    void exported(String format, ObjectNode query, long rows) {
        append(record(AuditType.AUDIT_EXPORTED, format, query, rows));
    }

    private AuditRecord record(AuditType type, String how, ObjectNode query, long rows) {
        return caller.record(type).action(how, null).read(query, rows);
    }

    private void append(AuditRecord record) {
        new AuditLog(session).append(realm, record);
    }

    /** The name of a person by id or pseudonym, or that if nobody has it any more. */
    public String name(String idOrPseudonym) {
        String userId =
                new Pseudonyms(session, realm.getId()).person(idOrPseudonym).orElse(idOrPseudonym);
        UserModel user = session.users().getUserById(realm, userId);
        return user == null ? idOrPseudonym : user.getUsername();
    }
}
