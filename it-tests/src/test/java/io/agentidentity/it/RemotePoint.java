package io.agentidentity.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.tls.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A decision point with an AuthZEN evaluation endpoint, whose policy is a function of the question. */
final class RemotePoint implements AutoCloseable {

    private final HttpServer server;
    private final String scheme;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
    private final BlockingQueue<CountDownLatch> held = new LinkedBlockingQueue<>();
    private volatile Function<JsonNode, String> policy = question -> "{\"decision\":true}";
    private volatile int status = 200;
    private volatile boolean holding;
    private volatile Optional<String> authorization = Optional.empty();
    private int addresses;

    RemotePoint() {
        this(Optional.empty(), "127.0.0.1");
    }

    /** One that speaks TLS with the certificate that an authority gave to servers. */
    static RemotePoint overTls(TestCa ca, String address) {
        return new RemotePoint(Optional.of(ca), address);
    }

    private RemotePoint(Optional<TestCa> ca, String address) {
        InetSocketAddress socket = new InetSocketAddress(address, 0);
        try {
            if (ca.isPresent()) {
                HttpsServer secured = HttpsServer.create(socket, 0);
                secured.setHttpsConfigurator(new HttpsConfigurator(ca.get().serverContext()));
                server = secured;
            } else {
                server = HttpServer.create(socket, 0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        scheme = ca.isPresent() ? "https" : "http";
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** An address that nobody has asked yet, nothing asked, and a policy that permits all. */
    String url() {
        asked.clear();
        permitting();
        addresses++;
        return scheme + "://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/" + addresses + "/access/v1/evaluation";
    }

    void permitting() {
        deciding(question -> true);
    }

    void deciding(Function<JsonNode, Boolean> some) {
        answering(
                200,
                question -> Json.object().put("decision", some.apply(question)).toString());
    }

    void answering(int some, Function<JsonNode, String> body) {
        status = some;
        policy = body;
    }

    /** Questions from now on wait for their answers. */
    void hold(boolean some) {
        holding = some;
    }

    /** A question that waits; counting it down lets the answer go. */
    CountDownLatch held() throws InterruptedException {
        CountDownLatch question = held.poll(20, TimeUnit.SECONDS);
        if (question == null) {
            throw new AssertionError("Nothing was asked");
        }
        return question;
    }

    List<JsonNode> asked() {
        return List.copyOf(asked);
    }

    Optional<String> authorization() {
        return authorization;
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode question = Json.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        asked.add(question);
        authorization = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
        byte[] body = policy.apply(question).getBytes(StandardCharsets.UTF_8);
        if (holding) {
            CountDownLatch latch = new CountDownLatch(1);
            held.add(latch);
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
