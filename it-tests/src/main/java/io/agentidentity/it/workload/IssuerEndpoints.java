package io.agentidentity.it.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Where an issuer publishes its key: a SPIFFE bundle, and OpenID Connect discovery with a key set. */
final class IssuerEndpoints implements AutoCloseable {

    private final HttpServer server;

    private IssuerEndpoints(HttpServer server) {
        this.server = server;
    }

    /** On a free loopback port; the key is asked for at each request. */
    static IssuerEndpoints start(Supplier<AgentKey> key) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            IssuerEndpoints endpoints = new IssuerEndpoints(server);
            endpoints.serve("/bundle", () -> keys(key.get(), "jwt-svid").put("spiffe_refresh_hint", 1));
            endpoints.serve("/jwks", () -> keys(key.get(), "sig"));
            endpoints.serve("/.well-known/openid-configuration", endpoints::discovery);
            server.start();
            return endpoints;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private JsonNode discovery() {
        return Json.object().put("issuer", url()).put("jwks_uri", url() + "/jwks");
    }

    private static ObjectNode keys(AgentKey key, String use) {
        ObjectNode keys = Json.object();
        keys.putArray("keys").add(((ObjectNode) key.publicJwk()).put("use", use));
        return keys;
    }

    private void serve(String path, Supplier<JsonNode> document) {
        server.createContext(path, exchange -> {
            byte[] body = document.get().toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
