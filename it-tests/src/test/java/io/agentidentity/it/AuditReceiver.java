package io.agentidentity.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.agentidentity.it.realm.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A receiver of audit records at an address of its own, which verifies signatures by itself (Standard Webhooks). */
final class AuditReceiver implements AutoCloseable {

    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Delivered> offered = new CopyOnWriteArrayList<>();
    private final List<Delivered> taken = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile ToIntFunction<JsonNode> status = event -> 204;
    private volatile boolean silent;

    AuditReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /**
     * One event that was delivered.
     *
     * @param signed whether the signature of its request is right
     * @param body of its request
     */
    record Delivered(
            String path,
            String id,
            boolean signed,
            String contentType,
            Optional<String> authorization,
            String body,
            JsonNode event) {

        String type() {
            return event.path("type").asText();
        }

        boolean isHead() {
            return type().equals("agent.audit.head.v1");
        }

        long sequence() {
            return event.at("/data/integrity/sequence").asLong();
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/in/a-path-that-lets-in";
    }

    /** From now on each event is answered so. */
    void answering(ToIntFunction<JsonNode> some) {
        status = some;
    }

    /** From now on nothing is answered. */
    void silent() {
        silent = true;
    }

    /** Everything that was offered, taken or not. */
    List<Delivered> offered() {
        return List.copyOf(offered);
    }

    List<Delivered> taken() {
        return List.copyOf(taken);
    }

    List<Delivered> records() {
        return taken.stream().filter(one -> !one.isHead()).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        String id = exchange.getRequestHeaders().getFirst("webhook-id");
        String time = exchange.getRequestHeaders().getFirst("webhook-timestamp");
        JsonNode sent = Json.parse(body);
        boolean signed =
                signature(id, time, body).equals(exchange.getRequestHeaders().getFirst("webhook-signature"));
        List<Delivered> some = new ArrayList<>();
        for (JsonNode event : sent.isArray() ? sent : List.of(sent)) {
            some.add(new Delivered(
                    exchange.getRequestURI().getPath(),
                    sent.isArray() ? event.path("id").asText() : id,
                    signed,
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
                    body,
                    event));
        }
        offered.addAll(some);
        if (silent) {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        int answer = some.stream()
                .mapToInt(one -> status.applyAsInt(one.event()))
                .max()
                .orElse(400);
        if (answer / 100 == 2) {
            taken.addAll(some);
        }
        exchange.getResponseHeaders()
                .set("Location", "http://127.0.0.1:" + server.getAddress().getPort() + "/elsewhere");
        exchange.sendResponseHeaders(answer, -1);
        exchange.close();
    }

    private static String signature(String id, String time, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET.substring("whsec_".length())), "HmacSHA256"));
            return "v1,"
                    + Base64.getEncoder().encodeToString(mac.doFinal((id + "." + time + "." + body).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
