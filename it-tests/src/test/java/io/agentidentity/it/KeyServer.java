package io.agentidentity.it;

import com.sun.net.httpserver.HttpServer;
import io.agentidentity.it.realm.AgentKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Publishes the key of an agent at any number of addresses on the loopback interface. */
final class KeyServer implements AutoCloseable {

    private final HttpServer server;
    private volatile AgentKey key;

    private KeyServer(HttpServer server, AgentKey key) {
        this.server = server;
        this.key = key;
    }

    static KeyServer of(AgentKey key) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            KeyServer keys = new KeyServer(server, key);
            server.createContext("/", exchange -> {
                byte[] jwks = ("{\"keys\":[" + keys.key.publicJwk() + "]}").getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, jwks.length);
                exchange.getResponseBody().write(jwks);
                exchange.close();
            });
            server.start();
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An address of the key. */
    String url(String name) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
