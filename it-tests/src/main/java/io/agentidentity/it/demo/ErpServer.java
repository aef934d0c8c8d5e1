package io.agentidentity.it.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.agentidentity.it.realm.AccessApi;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.ResourceServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A resource server as anyone might write it: asks Keycloak about each token and wants the key proven that it is bound to, looks at
 * the scope, and asks for a decision on the call.
 */
public final class ErpServer implements AutoCloseable {

    private static final String PATH = "/erp";
    private static final Pattern SCHEME = Pattern.compile("(?i)(?<scheme>Bearer|DPoP) (?<token>\\S+)");

    private final HttpServer server;
    private final KeyProof proof = new KeyProof();

    private ErpServer(HttpServer server) {
        this.server = server;
    }

    /** Takes a free port; answers once it is started. */
    public static ErpServer open() {
        try {
            return new ErpServer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The resource URI, which task tokens for it carry in {@code aud}. */
    public String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
    }

    /** Answers from now on, and asks Keycloak as that client. */
    public void start(ResourceServer client) {
        server.createContext(PATH, exchange -> {
            Reply reply;
            try {
                reply = answer(exchange, client);
            } catch (RuntimeException e) {
                reply = Reply.error(500, "server_error", e.toString());
            }
            send(exchange, reply);
        });
        server.start();
    }

    private Reply answer(HttpExchange exchange, ResourceServer client) {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        Matcher scheme = SCHEME.matcher(authorization == null ? "" : authorization);
        if (!scheme.matches()) {
            return Reply.error(401, "invalid_token", "an access token is required");
        }
        String token = scheme.group("token");
        JsonNode facts = client.introspect(token).expect(200).json();
        if (!facts.path("active").asBoolean() || !facts.path("aud").asText().equals(uri())) {
            return Reply.error(401, "invalid_token", "the token is not active here");
        }
        boolean byProof = scheme.group("scheme").equalsIgnoreCase("DPoP");
        if (byProof != facts.has("cnf") || (byProof && !proof.given(exchange, here(exchange), token, facts))) {
            return Reply.error(401, "invalid_token", "the key that the token is bound to was not proven");
        }
        return switch (exchange.getRequestMethod() + " " + exchange.getRequestURI()) {
            case "GET " + PATH + "/invoices" ->
                decided(client, token, facts, "invoices.list", Json.of(List.of("INV-7", "INV-9")));
            case "POST " + PATH + "/invoices/INV-9/approve" ->
                decided(client, token, facts, "invoices.approve", Json.of(List.of("INV-9")));
            default -> Reply.error(404, "not_found", "there is nothing here");
        };
    }

    /** The address of a request as its client knows it, without a query. */
    private URI here(HttpExchange exchange) {
        return URI.create(uri()).resolve(exchange.getRequestURI().getRawPath());
    }

    private Reply decided(ResourceServer client, String token, JsonNode facts, String action, JsonNode invoices) {
        if (!List.of(facts.path("scope").asText().split(" ", -1)).contains("invoices:read")) {
            return Reply.error(403, "insufficient_scope", "the token has no scope invoices:read");
        }
        ObjectNode call = AccessApi.call(facts.path("sub").asText(), token, action, Map.of("invoice", "INV-9"));
        call.withObject("/resource").putObject("properties").put("server", uri());
        JsonNode decision = AccessApi.of(client).evaluation(call).expect(200).json();
        if (!decision.path("decision").asBoolean()) {
            String reason = decision.at("/context/denial_reason").asText();
            return Reply.error(403, "insufficient_scope", action + " is denied: " + reason);
        }
        ObjectNode body = Json.object().put("caller", caller(facts));
        body.set("invoices", invoices);
        return new Reply(200, body);
    }

    /** Who really called: {@code act} tells the agent for a person from the person. */
    private static String caller(JsonNode facts) {
        String person = facts.path("username").asText();
        return facts.has("act") ? facts.at("/act/client_id").asText() + " for " + person : person;
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] bytes = reply.body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (reply.status == 401) {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Bearer error=\"invalid_token\"");
            exchange.getResponseHeaders().add("WWW-Authenticate", "DPoP error=\"invalid_token\", algs=\"ES256\"");
        }
        exchange.sendResponseHeaders(reply.status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        proof.close();
    }

    private record Reply(int status, JsonNode body) {

        static Reply error(int status, String error, String description) {
            return new Reply(status, Json.object().put("error", error).put("error_description", description));
        }
    }
}
