package io.agentidentity.audit.outbox;

import io.agentidentity.agent.vault.VaultSecrets;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import io.agentidentity.audit.delivery.Cursor;
import io.agentidentity.audit.delivery.Line;
import io.agentidentity.audit.delivery.Receiver;
import io.agentidentity.audit.delivery.Trouble;
import io.agentidentity.audit.delivery.Webhook;
import io.agentidentity.audit.delivery.WebhookSignature;
import io.agentidentity.audit.file.FileOptions;
import io.agentidentity.audit.file.FileReceiver;
import io.agentidentity.audit.outbox.DeadLetters.Letter;
import io.agentidentity.audit.webhook.WebhookReceiver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.keycloak.common.enums.SslRequired;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * One run of sending to one sink, by the node that has taken it on. No transaction is open while a receiver thinks; what it has
 * taken is noted before the next page is read, so that after a crash at most that much is sent again.
 */
final class Delivery {

    private static final Logger LOG = Logger.getLogger(Delivery.class);
    private static final int PAGE = 100;
    private static final Duration LONGEST_RUN = Duration.ofSeconds(30);

    private final KeycloakSessionFactory factory;
    private final String id;
    private final String lease;
    private final Optional<FileOptions> files;

    private Delivery(KeycloakSessionFactory factory, String id, String lease, Optional<FileOptions> files) {
        this.factory = factory;
        this.id = id;
        this.lease = lease;
        this.files = files;
    }

    /**
     * Sends what is there, unless another node does.
     *
     * @param files where this server writes files, if it does
     */
    static void run(KeycloakSessionFactory factory, String id, Optional<FileOptions> files) {
        Optional<String> lease = KeycloakModelUtils.runJobInTransactionWithResult(
                factory, session -> new SinkStore(session).take(id, now()));
        lease.ifPresent(held -> new Delivery(factory, id, held, files).run());
    }

    private void run() {
        Instant end = now().plus(LONGEST_RUN);
        try {
            boolean more = true;
            while (more && now().isBefore(end)) {
                more = step(this::page).filter(Page::send).isPresent();
            }
        } finally {
            step(session -> {
                new SinkStore(session).release(id, lease);
                return true;
            });
        }
    }

    private <T> T step(Function<KeycloakSession, T> job) {
        return KeycloakModelUtils.runJobInTransactionWithResult(factory, job::apply);
    }

    /** What is sent next; empty if there is nothing, or another node has the sink now. */
    private Optional<Page> page(KeycloakSession session) {
        Optional<Sink> held = new SinkStore(session).held(id, lease);
        RealmModel realm =
                held.map(sink -> session.realms().getRealm(sink.realmId())).orElse(null);
        if (realm == null) {
            return Optional.empty();
        }
        session.getContext().setRealm(realm);
        Sink sink = held.get();
        List<Letter> letters = new DeadLetters(session, id).toResend(PAGE);
        List<Line> lines = letters.isEmpty()
                ? new SealedLines(session, realm.getId()).after(sink.cursor(), PAGE)
                : letters.stream().map(Letter::line).toList();
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(new Page(sink, receiver(session, realm, sink), letters, lines));
    }

    private Receiver receiver(KeycloakSession session, RealmModel realm, Sink sink) {
        if (sink.kind() == SinkKind.FILE) {
            return new FileReceiver(files.orElseThrow(), realm.getId(), Clock.systemUTC());
        }
        Webhook webhook = sink.webhook().orElseThrow();
        if (webhook.isPlain() && realm.getSslRequired() == SslRequired.ALL) {
            return nobody("the realm wants TLS everywhere");
        }
        VaultSecrets vault = new VaultSecrets(session);
        Optional<WebhookSignature> signature = vault.line(webhook.secret()).flatMap(WebhookSignature::by);
        if (signature.isEmpty()) {
            return nobody("the vault has no usable secret to sign with");
        }
        Optional<String> authorization = webhook.authorization().flatMap(vault::line);
        if (webhook.authorization().isPresent() && authorization.isEmpty()) {
            return nobody("the vault has no usable value for the header Authorization");
        }
        return new WebhookReceiver(webhook, signature.get(), authorization, Clock.systemUTC());
    }

    private static Receiver nobody(String why) {
        return lines -> new Receiver.Taken(0, Optional.of(Trouble.away(why)));
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }

    /** Some lines for a receiver: dead letters that are offered once more, or what comes next in the chain. */
    private final class Page {

        private final Sink sink;
        private final Receiver receiver;
        private final List<Letter> letters;
        private final List<Line> lines;

        private Page(Sink sink, Receiver receiver, List<Letter> letters, List<Line> lines) {
            this.sink = sink;
            this.receiver = receiver;
            this.letters = letters;
            this.lines = lines;
        }

        /** Sends them and notes what came of it; answers whether there may be more to send now. */
        private boolean send() {
            Receiver.Taken taken = receiver.send(lines);
            return step(session -> letters.isEmpty() ? note(session, taken) : noteLetters(session, taken));
        }

        private boolean note(KeycloakSession session, Receiver.Taken taken) {
            Instant now = now();
            Cursor cursor = sink.cursor();
            for (Line line : lines.subList(0, taken.lines())) {
                cursor = cursor.taken(line, now);
            }
            if (taken.trouble().isEmpty()) {
                return note(session, cursor, now);
            }
            Trouble trouble = taken.trouble().get();
            cursor = failed(cursor, trouble, now);
            Line line = lines.get(taken.lines());
            boolean aside = trouble.refused() && cursor.refusals() >= attempts();
            if (!note(session, aside ? cursor.aside(line, now) : cursor, now)) {
                return false;
            }
            if (aside) {
                new DeadLetters(session, id).add(sink.realmId(), line, cursor.refusals(), trouble.message(), now);
                recordAside(session, line, trouble);
            }
            return aside;
        }

        private boolean noteLetters(KeycloakSession session, Receiver.Taken taken) {
            Instant now = now();
            DeadLetters store = new DeadLetters(session, id);
            letters.subList(0, taken.lines()).forEach(letter -> store.taken(letter.id()));
            Optional<Trouble> trouble = taken.trouble();
            if (trouble.filter(Trouble::refused).isPresent()) {
                store.refusedAgain(
                        letters.get(taken.lines()).id(), trouble.get().message());
            }
            boolean away = trouble.isPresent() && !trouble.get().refused();
            Cursor cursor = sink.cursor();
            return note(session, away ? failed(cursor, trouble.get(), now) : cursor.answered(), now) && !away;
        }

        private boolean note(KeycloakSession session, Cursor cursor, Instant now) {
            boolean still = new SinkStore(session).note(id, lease, cursor, now);
            if (still && sink.cursor().failures() == 0 && cursor.failures() > 0) {
                LOG.warnf(
                        "the sink %s of realm %s takes no records: %s",
                        sink.name(), sink.realmId(), cursor.error().orElse(""));
            } else if (still && sink.cursor().failures() > 0 && cursor.failures() == 0) {
                LOG.infof("the sink %s of realm %s takes records again", sink.name(), sink.realmId());
            }
            return still;
        }

        private int attempts() {
            return sink.webhook().map(Webhook::attempts).orElse(Integer.MAX_VALUE);
        }

        private Cursor failed(Cursor cursor, Trouble trouble, Instant now) {
            return cursor.failed(trouble, now, ThreadLocalRandom.current().nextDouble());
        }

        /** But not of such a record itself: it would be refused as well, and so on. */
        private void recordAside(KeycloakSession session, Line line, Trouble trouble) {
            RealmModel realm = session.realms().getRealm(sink.realmId());
            if (realm != null && !line.type().equals(AuditType.AUDIT_DEAD_LETTER.wire())) {
                new AuditLog(session)
                        .append(
                                realm,
                                AuditRecord.of(AuditType.AUDIT_DEAD_LETTER, ActorKind.SYSTEM)
                                        .action("put_aside", sink.name())
                                        .change("record", line.id(), null)
                                        .reason(trouble.message()));
            }
        }
    }
}
