package io.agentidentity.it.mail;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.TestRealm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** An SMTP server on a free loopback port, which takes mail for anyone. */
public final class MailServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final GreenMail server;
    private final List<TestRealm> served = new CopyOnWriteArrayList<>();

    private MailServer(GreenMail server) {
        this.server = server;
    }

    public static MailServer start() {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        return new MailServer(server);
    }

    public int port() {
        return server.getSmtp().getPort();
    }

    /** Lets a realm send its mail here, from {@code keycloak@example.org}. */
    public void serve(TestRealm realm) {
        served.add(realm);
        realm.admin()
                .put("", Json.object().set("smtpServer", Json.of(settings())))
                .expect(204);
    }

    /** The member {@code smtpServer} of a realm. */
    public Map<String, String> settings() {
        return Map.of("host", "127.0.0.1", "port", String.valueOf(port()), "from", "keycloak@example.org");
    }

    /** All that arrived since the start or since it was cleared, the oldest first. */
    public List<Mail> received() {
        return Stream.of(server.getReceivedMessages()).map(Mail::of).toList();
    }

    /** The first mail like that, as soon as it is here. */
    public Mail await(Predicate<Mail> expected) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            List<Mail> all = received();
            for (Mail mail : all) {
                if (expected.test(mail)) {
                    return mail;
                }
            }
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("The mail expected did not come, but: " + all);
            }
            pause();
        }
    }

    /** The first mail to that address, as soon as it is here. */
    public Mail awaitTo(String address) {
        return await(mail -> mail.to().contains(address));
    }

    /** Forgets what arrived. */
    public void clear() {
        try {
            server.purgeEmailFromAllMailboxes();
        } catch (com.icegreen.greenmail.store.FolderException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The realms have no mail server from then on; a mail that is still to be sent there would end in an error of the server. */
    @Override
    public void close() {
        served.forEach(realm -> realm.admin().put("", Json.object().set("smtpServer", Json.object())));
        server.stop();
    }
}
