package io.agentidentity.audit.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.audit.delivery.Cursor;
import io.agentidentity.audit.outbox.DeadLetters;
import io.agentidentity.audit.outbox.Sink;
import io.agentidentity.audit.seal.SealedLog;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Sinks as the admin API shows them. */
final class SinkView {

    private final KeycloakSession session;
    private final SealedLog log;
    private final boolean whole;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    /** A view for somebody who sees addresses whole, or of each the server alone. */
    SinkView(KeycloakSession session, RealmModel realm, boolean whole) {
        this.session = session;
        this.log = new SealedLog(session, realm.getId());
        this.whole = whole;
    }

    ObjectNode of(Sink sink) {
        ObjectNode node = StrictJson.object().put("name", sink.name()).put("type", Wire.name(sink.kind()));
        node.put("enabled", sink.enabled());
        sink.webhook()
                .map(webhook -> whole ? webhook.write() : webhook.redacted())
                .ifPresent(node::setAll);
        node.put("createdAt", sink.createdAt().toString()).set("status", status(sink));
        return node;
    }

    private ObjectNode status(Sink sink) {
        Cursor cursor = sink.cursor();
        long behind = Math.max(0, log.end().sequence() - cursor.sequence());
        Optional<Instant> oldest = behind == 0 ? Optional.empty() : log.timeAfter(cursor.sequence());
        return StrictJson.object()
                .put("sequence", cursor.sequence())
                .put("head", cursor.head())
                .put("recordsBehind", behind)
                .put(
                        "secondsBehind",
                        oldest.map(at -> Math.max(0, Duration.between(at, now).toSeconds()))
                                .orElse(0L))
                .put("failures", cursor.failures())
                .put("deliveredAt", text(cursor.delivered()))
                .put("failedAt", text(cursor.failed()))
                .put("error", cursor.error().orElse(null))
                .put("nextAttemptAt", cursor.failures() == 0 ? null : text(Optional.of(cursor.next())))
                .put("deadLetters", new DeadLetters(session, sink.id()).count());
    }

    static ObjectNode of(DeadLetters.Letter letter) {
        ObjectNode node = StrictJson.object()
                .put("id", letter.id())
                .put("recordId", letter.line().id())
                .put("type", letter.line().type())
                .put("sequence", letter.line().sequence())
                .put("attempts", letter.attempts())
                .put("error", letter.error())
                .put("since", letter.since().toString())
                .put("resend", letter.resend());
        return node.put("record", letter.line().json());
    }

    private static String text(Optional<Instant> at) {
        return at.map(Instant::toString).orElse(null);
    }
}
