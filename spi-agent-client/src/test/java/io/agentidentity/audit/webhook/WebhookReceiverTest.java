package io.agentidentity.audit.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.agentidentity.audit.delivery.Line;
import io.agentidentity.audit.delivery.Receiver.Taken;
import io.agentidentity.audit.delivery.Trouble;
import io.agentidentity.audit.delivery.Webhook;
import io.agentidentity.audit.delivery.WebhookSignature;
import io.agentidentity.json.StrictJson;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent to a receiver, and that none can hold a sender up or lead it elsewhere. */
class WebhookReceiverTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Line LINE = new Line("id-1", "agent.created.v1", 1, false, "{\"name\":\"é\"}");

    private final List<String> paths = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final AtomicInteger status = new AtomicInteger(204);
    private HttpServer server;
    private volatile String seen = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            paths.add(exchange.getRequestURI().getPath());
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            String id = exchange.getRequestHeaders().getFirst("webhook-id");
            long time = Long.parseLong(exchange.getRequestHeaders().getFirst("webhook-timestamp"));
            String signed = WebhookSignature.by(SECRET).orElseThrow().of(id, time, body.getBytes(UTF_8));
            seen = String.join(
                    "|",
                    exchange.getRequestMethod(),
                    id,
                    Boolean.toString(signed.equals(exchange.getRequestHeaders().getFirst("webhook-signature"))),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    body);
            bodies.add(body);
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(body.contains("unwanted") ? 400 : status.get(), -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static Webhook webhook(String host, int port, boolean allowPrivate, int millis) {
        return Webhook.parse(StrictJson.object()
                .put("url", "http://" + host + ":" + port + "/in")
                .put("secret", "${vault.a}")
                .put("allowPrivate", allowPrivate)
                .put("timeoutMillis", millis));
    }

    private static Taken send(Webhook webhook, Line... lines) {
        return new WebhookReceiver(
                        webhook,
                        WebhookSignature.by(SECRET).orElseThrow(),
                        Optional.of("Splunk a-token"),
                        Clock.systemUTC())
                .send(List.of(lines));
    }

    private Taken send(Line... lines) {
        return send(webhook("127.0.0.1", server.getAddress().getPort(), true, 5000), lines);
    }

    private static String trouble(Taken taken) {
        assertThat(taken.lines()).isZero();
        return taken.trouble().map(Trouble::message).orElse("none");
    }

    @Test
    void anEventIsPostedSignedAsItIs() {
        assertThat(send(LINE, LINE)).isEqualTo(new Taken(2, Optional.empty()));
        assertThat(seen)
                .isEqualTo(
                        "POST|id-1|true|application/cloudevents+json; charset=UTF-8|Splunk a-token|{\"name\":\"é\"}");
    }

    private static Line named(String id, String text) {
        return new Line(id, "agent.created.v1", 1, false, "{\"name\":\"" + text + "\"}");
    }

    private Taken sendBatches(Line... lines) {
        return send(
                Webhook.parse(webhook("127.0.0.1", server.getAddress().getPort(), true, 5000)
                        .write()
                        .put("batch", 2)),
                lines);
    }

    @Test
    void severalEventsArePostedAtOnceSigned() {
        assertThat(sendBatches(named("a", "1"), named("b", "2"), named("c", "3")))
                .isEqualTo(new Taken(3, Optional.empty()));
        assertThat(bodies).containsExactly("[{\"name\":\"1\"},{\"name\":\"2\"}]", "[{\"name\":\"3\"}]");
        assertThat(seen).startsWith("POST|batch-").contains("|true|application/cloudevents-batch+json; charset=UTF-8|");
        String last = seen;
        sendBatches(named("c", "3"));
        assertThat(seen).as("the same records have the same id").isEqualTo(last);
        sendBatches(named("d", "3"));
        assertThat(seen).isNotEqualTo(last);
    }

    @Test
    void ofSeveralEventsTheOneThatIsNotWantedShows() {
        Taken taken = sendBatches(named("a", "1"), named("b", "unwanted"), named("c", "3"));
        assertThat(taken.lines()).isEqualTo(1);
        assertThat(taken.trouble().orElseThrow().refused()).isTrue();
        assertThat(bodies)
                .containsExactly(
                        "[{\"name\":\"1\"},{\"name\":\"unwanted\"}]",
                        "[{\"name\":\"1\"}]",
                        "[{\"name\":\"unwanted\"},{\"name\":\"3\"}]",
                        "[{\"name\":\"unwanted\"}]");
    }

    @Test
    void itStopsAtTheFirstThatIsNotTaken() {
        status.set(422);
        Taken taken = send(LINE, LINE);
        assertThat(trouble(taken)).isEqualTo("the receiver answered 422");
        assertThat(taken.trouble().orElseThrow().refused()).isTrue();
        assertThat(paths).hasSize(1);
    }

    @Test
    void aRedirectLeadsNowhere() {
        for (int redirect : new int[] {301, 302, 307, 308}) {
            status.set(redirect);
            assertThat(trouble(send(LINE))).isEqualTo("the receiver answered " + redirect);
        }
        assertThat(paths).containsOnly("/in");
    }

    @Test
    void anAddressThatIsNotPublicIsNotCalledHoweverItIsWritten() {
        int port = server.getAddress().getPort();
        for (String host : List.of("127.0.0.1", "localhost", "[::1]")) {
            assertThat(trouble(send(webhook(host, port, false, 5000), LINE)))
                    .as(host)
                    .isEqualTo("the address is not a public one");
        }
        assertThat(paths).isEmpty();
    }

    @Test
    void nobodyThereIsNoAnswer() {
        int port = server.getAddress().getPort();
        server.stop(0);
        assertThat(trouble(send(webhook("127.0.0.1", port, true, 5000), LINE))).startsWith("no answer: ");
    }

    @Test
    void whoeverSaysNothingOrNeverEndsIsLeftAlone() throws Exception {
        for (String beginning : List.of(
                "", "HTTP/1.1 200 OK\r\nX-Endless: ", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")) {
            try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Thread dripping = new Thread(() -> drip(slow, beginning));
                dripping.start();
                assertThat(trouble(send(webhook("127.0.0.1", slow.getLocalPort(), true, 300), LINE)))
                        .as(beginning)
                        .isEqualTo("no whole answer in time");
                dripping.join();
            }
        }
    }

    /** A byte now and then for as long as somebody listens, so that no time between two bytes is long. */
    private static void drip(ServerSocket server, String beginning) {
        try (Socket socket = server.accept();
                OutputStream out = socket.getOutputStream()) {
            out.write(beginning.getBytes(US_ASCII));
            while (!beginning.isEmpty()) {
                out.write((beginning.endsWith("\r\n\r\n") ? "1\r\nx\r\n" : "x").getBytes(US_ASCII));
                out.flush();
                Thread.sleep(20);
            }
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            // The other side has gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void ofALargeAnswerOnlyALittleIsRead() throws Exception {
        try (ServerSocket large = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread pouring = new Thread(() -> pour(large));
            pouring.start();
            assertThat(send(webhook("127.0.0.1", large.getLocalPort(), true, 5000), LINE))
                    .isEqualTo(new Taken(1, Optional.empty()));
            pouring.join();
        }
    }

    /** As much as anybody takes. */
    private static void pour(ServerSocket server) {
        try (Socket socket = server.accept();
                OutputStream out = socket.getOutputStream()) {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n".getBytes(US_ASCII));
            byte[] some = new byte[64 * 1024];
            while (true) {
                out.write(some);
            }
        } catch (IOException e) {
            // The other side has gone.
        }
    }
}
