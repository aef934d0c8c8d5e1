package io.agentidentity.policy.remote.ask;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.agentidentity.policy.remote.RemoteAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteLineTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private URI url;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/evaluation");
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void theAnswerCounts() {
        AtomicReference<String> seen = new AtomicReference<>();
        answering(exchange -> {
            seen.set(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            respond(exchange, 200, "{\"decision\":true}");
        });
        assertThat(new RemoteLine(url).ask("{}", Optional.of("secret"), LONG)).isEqualTo(RemoteAnswer.YES);
        assertThat(seen.get()).isEqualTo("POST Bearer secret application/json {}");
        assertThat(new RemoteLine(url).ask("{}", Optional.empty(), LONG)).isEqualTo(RemoteAnswer.YES);
        assertThat(seen.get()).isEqualTo("POST null application/json {}");
    }

    @Test
    void noRedirectIsFollowed() {
        answering(exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            respond(exchange, 307, "{\"decision\":true}");
        });
        server.createContext("/elsewhere", exchange -> {
            asked.addAndGet(100);
            respond(exchange, 200, "{\"decision\":true}");
        });
        assertThat(new RemoteLine(url).ask("{}", Optional.of("secret"), LONG)).isEqualTo(RemoteAnswer.AWAY);
        assertThat(asked).hasValue(1);
    }

    @Test
    void whatDoesNotAnswerInTimeIsAway() {
        answering(exchange -> hold());
        assertThat(new RemoteLine(url).ask("{}", Optional.empty(), SHORT)).isEqualTo(RemoteAnswer.AWAY);
    }

    @Test
    void whatNeverEndsItsAnswerIsAway() {
        answering(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("{\"decision\":true".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            hold();
        });
        assertThat(new RemoteLine(url).ask("{}", Optional.empty(), SHORT)).isEqualTo(RemoteAnswer.AWAY);
    }

    @Test
    void whatAnswersWithMoreThanADecisionIsAway() {
        String padding = " ".repeat(RemoteHttp.MOST_BYTES);
        answering(exchange -> respond(exchange, 200, "{\"decision\":true}" + padding));
        assertThat(new RemoteLine(url).ask("{}", Optional.empty(), LONG)).isEqualTo(RemoteAnswer.AWAY);
    }

    @Test
    void whatBreaksOffIsAway() {
        answering(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write("{\"decision\":true}".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        assertThat(new RemoteLine(url).ask("{}", Optional.empty(), LONG)).isEqualTo(RemoteAnswer.AWAY);
    }

    @Test
    void afterFailuresInARowItIsLeftAlone() {
        answering(exchange -> respond(exchange, 500, "{}"));
        RemoteLine line = new RemoteLine(url);
        for (int i = 0; i < 20; i++) {
            assertThat(line.ask("{}", Optional.empty(), LONG)).isEqualTo(RemoteAnswer.AWAY);
        }
        assertThat(asked).hasValue(5);
    }

    @Test
    void aNoIsNoFailure() {
        answering(exchange -> respond(exchange, 200, "{\"decision\":false}"));
        RemoteLine line = new RemoteLine(url);
        for (int i = 0; i < 20; i++) {
            assertThat(line.ask("{}", Optional.empty(), LONG)).isEqualTo(RemoteAnswer.NO);
        }
        assertThat(asked).hasValue(20);
    }

    @Test
    void whatIsNotThereIsAway() {
        server.stop(0);
        assertThat(new RemoteLine(url).ask("{}", Optional.empty(), LONG)).isEqualTo(RemoteAnswer.AWAY);
    }

    private void hold() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answering(HttpHandler handler) {
        server.createContext("/evaluation", exchange -> {
            asked.incrementAndGet();
            handler.handle(exchange);
        });
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
