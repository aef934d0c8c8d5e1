package io.agentidentity.agent.realm;

import io.agentidentity.agent.lifecycle.AgentConflict;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditType;
import io.agentidentity.audit.delivery.Webhook;
import io.agentidentity.audit.outbox.DeadLetters;
import io.agentidentity.audit.outbox.Sink;
import io.agentidentity.audit.outbox.SinkKind;
import io.agentidentity.audit.outbox.SinkStore;
import io.agentidentity.audit.seal.SealedLog;
import io.agentidentity.json.StrictJson;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** What administrators say about where records go besides; whatever they change is a record itself. */
public final class Sinks {

    private static final int MOST_OF_A_REALM = 10;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Caller caller;
    private final SinkStore store;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    public Sinks(KeycloakSession session, RealmModel realm, Caller caller) {
        this.session = session;
        this.realm = realm;
        this.caller = caller;
        this.store = new SinkStore(session);
    }

    /**
     * Makes a sink, or says anew what it is.
     *
     * @param start where a new one begins
     * @return what it was before; empty if it is new
     * @throws AgentConflict if the realm has too many
     */
    public Optional<Webhook> put(String name, Webhook webhook, Webhook.Start start) {
        Optional<Sink> before = store.find(realm.getId(), name);
        Optional<Webhook> was = before.flatMap(Sink::webhook);
        if (was.equals(Optional.of(webhook))) {
            return was;
        }
        if (before.isPresent()) {
            store.change(before.get().id(), webhook, now);
        } else {
            if (store.list(realm.getId()).stream()
                            .filter(sink -> sink.kind() == SinkKind.WEBHOOK)
                            .count()
                    >= MOST_OF_A_REALM) {
                throw new AgentConflict("a realm has at most " + MOST_OF_A_REALM + " sinks");
            }
            SealedLog.End end =
                    start == Webhook.Start.NOW ? new SealedLog(session, realm.getId()).end() : new SealedLog.End(0, 0);
            store.create(realm.getId(), name, webhook, end.sequence(), end.signed(), now);
        }
        record(before.isPresent() ? "UPDATE" : "CREATE", name, was, Optional.of(webhook));
        return was;
    }

    /** Removes a sink and what it did not take. */
    public void delete(Sink sink) {
        store.delete(sink.id());
        record("DELETE", sink.name(), sink.webhook(), Optional.empty());
    }

    /**
     * Has records offered once more that the receiver refused.
     *
     * @param ids of some; empty for all
     * @return how many
     */
    public int resend(Sink sink, Optional<List<String>> ids) {
        int number = new DeadLetters(session, sink.id()).resend(ids, now);
        if (number > 0) {
            record("resend", sink, number);
        }
        return number;
    }

    /** Forgets records that the receiver refused, as {@link #resend} takes them. */
    public int drop(Sink sink, Optional<List<String>> ids) {
        int number = new DeadLetters(session, sink.id()).drop(ids);
        if (number > 0) {
            record("drop", sink, number);
        }
        return number;
    }

    private void record(String action, Sink sink, int number) {
        new AuditLog(session)
                .append(
                        realm,
                        caller.record(AuditType.AUDIT_DEAD_LETTER)
                                .action(action, sink.name())
                                .change("records", Integer.toString(number), null));
    }

    private void record(String operation, String name, Optional<Webhook> before, Optional<Webhook> after) {
        new AuditLog(session)
                .append(
                        realm,
                        caller.record(AuditType.AUDIT_SINK_CHANGED)
                                .action(operation, name)
                                .change("sink", text(before), text(after)));
    }

    private static String text(Optional<Webhook> webhook) {
        return webhook.map(Webhook::redacted).map(StrictJson::write).orElse(null);
    }
}
