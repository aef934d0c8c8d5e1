package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Jwt;
import io.agentidentity.it.realm.ResourceServer;
import io.agentidentity.it.realm.TestRealm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver of shared signals (SSF 1.0) with one stream: it polls (RFC 8936), or its endpoint is pushed to (RFC 8935). */
final class SignalReceiver implements AutoCloseable {

    static final String CAEP = "https://schemas.openid.net/secevent/caep/event-type/";
    static final List<String> ALL =
            List.of("session-revoked", "token-claims-change", "credential-change", "risk-level-change");

    private final TestRealm realm;
    private final ResourceServer client;
    private final JsonNode stream;
    private final HttpServer endpoint;
    private final List<String> pushed;

    private SignalReceiver(
            TestRealm realm, ResourceServer client, JsonNode stream, HttpServer endpoint, List<String> pushed) {
        this.realm = realm;
        this.client = client;
        this.stream = stream;
        this.endpoint = endpoint;
        this.pushed = pushed;
    }

    /** One that polls; {@code subjects} is {@code ALL} or {@code NONE}. */
    static SignalReceiver polling(TestRealm realm, String clientId, String subjects, List<String> events) {
        return open(
                realm, clientId, subjects, events, Json.object().put("method", "urn:ietf:rfc:8936"), null, List.of());
    }

    /** One that is pushed to, for all subjects and events. */
    static SignalReceiver pushed(TestRealm realm, String clientId) {
        List<String> pushed = new CopyOnWriteArrayList<>();
        try {
            HttpServer endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            endpoint.createContext("/", exchange -> {
                pushed.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(202, -1);
                exchange.close();
            });
            endpoint.start();
            return open(realm, clientId, "ALL", ALL, push(endpoint.getAddress().getPort()), endpoint, pushed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that is pushed to at a port of the loopback interface, whoever is there. */
    static SignalReceiver pushedTo(TestRealm realm, String clientId, int port) {
        return open(realm, clientId, "ALL", ALL, push(port), null, List.of());
    }

    /** The answer to a receiver that wants to be pushed to at an address that its administrator allows. */
    static Answer tryPush(TestRealm realm, String clientId, String url) {
        ObjectNode delivery = push(url);
        return tryStream(realm, client(realm, clientId, "ALL", delivery), ALL, delivery);
    }

    private static ObjectNode push(String url) {
        return Json.object().put("method", "urn:ietf:rfc:8935").put("endpoint_url", url);
    }

    private static ObjectNode push(int port) {
        return push("http://127.0.0.1:" + port + "/sets");
    }

    private static SignalReceiver open(
            TestRealm realm,
            String clientId,
            String subjects,
            List<String> events,
            ObjectNode delivery,
            HttpServer endpoint,
            List<String> pushed) {
        ResourceServer client = client(realm, clientId, subjects, delivery);
        JsonNode stream = tryStream(realm, client, events, delivery).expect(201).json();
        return new SignalReceiver(realm, client, stream, endpoint, pushed);
    }

    private static ResourceServer client(TestRealm realm, String clientId, String subjects, ObjectNode delivery) {
        ResourceServer client = realm.resourceServer(
                clientId,
                representation -> representation
                        .putObject("attributes")
                        .put("ssf.enabled", "true")
                        .put("ssf.defaultSubjects", subjects)
                        .put("ssf.validPushUrls", delivery.path("endpoint_url").asText()));
        allowStreams(realm, client);
        return client;
    }

    private static Answer tryStream(TestRealm realm, ResourceServer client, List<String> events, ObjectNode delivery) {
        ObjectNode wanted = Json.object();
        wanted.set(
                "events_requested", Json.array(events.stream().map(CAEP::concat).toList()));
        wanted.set("delivery", delivery);
        return realm.call("POST", "/ssf/transmitter/streams", wanted, token(client));
    }

    private static void allowStreams(TestRealm realm, ResourceServer client) {
        for (JsonNode scope : realm.admin().get("/client-scopes").expect(200).json()) {
            if (scope.path("name").asText().startsWith("ssf.")) {
                realm.admin()
                        .put(
                                "/clients/" + client.id() + "/optional-client-scopes/"
                                        + scope.path("id").asText(),
                                "")
                        .expect(204);
            }
        }
    }

    private static String token(ResourceServer client) {
        return client.clientCredentials("ssf.read", "ssf.manage").token().accessToken();
    }

    JsonNode stream() {
        return stream;
    }

    String clientId() {
        return client.clientId();
    }

    /** Asks to be told about a user of the realm. */
    void add(String userId) {
        ObjectNode request =
                Json.object().put("stream_id", stream.path("stream_id").asText());
        request.putObject("subject")
                .put("format", "iss_sub")
                .put("iss", realm.issuer())
                .put("sub", userId);
        assertThat(realm.call("POST", "/ssf/transmitter/subjects/add", request, token(client))
                        .status())
                .isEqualTo(200);
    }

    /** Exactly so many SETs that came, verified; they are acknowledged and do not come again. */
    List<Jwt> receive(int number) {
        List<Jwt> received = new ArrayList<>();
        await().until(() -> {
            received.addAll(take());
            return received.size() >= number;
        });
        await().pollDelay(Duration.ofMillis(500)).untilAsserted(() -> received.addAll(take()));
        assertThat(received).as("SETs for %s", clientId()).hasSize(number);
        return received;
    }

    /** The one SET that came. */
    Jwt receiveOne() {
        return receive(1).get(0);
    }

    private List<Jwt> take() {
        if (!stream.at("/delivery/method").asText().endsWith("8936")) {
            List<String> sets = List.copyOf(pushed);
            pushed.removeAll(sets);
            return sets.stream().map(this::verified).toList();
        }
        List<Jwt> sets = new ArrayList<>();
        poll(Json.object()).forEach(set -> sets.add(verified(set.asText())));
        if (!sets.isEmpty()) {
            ObjectNode acknowledged = Json.object();
            acknowledged.set(
                    "ack",
                    Json.array(sets.stream()
                            .map(set -> set.claims().path("jti").asText())
                            .toList()));
            poll(acknowledged.put("maxEvents", 1));
        }
        return sets;
    }

    private JsonNode poll(ObjectNode request) {
        String path = stream.at("/delivery/endpoint_url")
                .asText()
                .substring(realm.issuer().length());
        return realm.call("POST", path, request.put("returnImmediately", true), token(client))
                .expect(200)
                .json()
                .path("sets");
    }

    /** AC-80: signed by the realm, for this receiver, a SET and nothing that could pass for another token. */
    private Jwt verified(String raw) {
        try {
            SignedJWT set = SignedJWT.parse(raw);
            JWKSet keys = JWKSet.parse(realm.call("GET", "/protocol/openid-connect/certs", "", "")
                    .expect(200)
                    .body());
            assertThat(set.verify(new RSASSAVerifier(
                            keys.getKeyByKeyId(set.getHeader().getKeyID()).toRSAKey())))
                    .isTrue();
        } catch (Exception e) {
            throw new IllegalStateException("Not a SET of this realm: " + raw, e);
        }
        Jwt set = Jwt.parse(raw);
        assertThat(set.header().path("typ").asText()).isEqualTo("secevent+jwt");
        assertThat(set.header().path("alg").asText()).isEqualTo("RS256");
        JsonNode claims = set.claims();
        assertThat(claims.path("iss").asText()).isEqualTo(realm.issuer());
        JsonNode audience = stream.path("aud");
        assertThat(claims.path("aud")).isEqualTo(audience.size() == 1 ? audience.path(0) : audience);
        assertThat(claims.path("jti").asText()).isNotBlank();
        assertThat(claims.path("iat").isNumber()).isTrue();
        List<String> names = new ArrayList<>();
        claims.fieldNames().forEachRemaining(names::add);
        assertThat(names).doesNotContain("exp", "sub", "nbf", "act", "scope", "client_id", "azp", "cnf");
        assertThat(claims.path("events").size()).isEqualTo(1);
        return set;
    }

    /** Ends the stream, so that nothing is tried any more; while something is being tried, Keycloak may answer 500. */
    @Override
    public void close() {
        String path =
                "/ssf/transmitter/streams?stream_id=" + stream.path("stream_id").asText();
        await().until(() -> realm.call("DELETE", path, "", token(client)).status() != 500);
        if (endpoint != null) {
            endpoint.stop(0);
        }
    }
}
