package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.TestRealm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** AC-53 for clients that Keycloak makes of a document at the URL that is their id, whoever asks for a login with that id. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfSystemProperty(
        named = "keycloak.version",
        matches = "26\\.7\\..*",
        disabledReason = "older ones have no CIMD")
class CimdIT {

    private static final String REDIRECT = "http://127.0.0.1/callback";

    private final TestRealm realm;
    private final Scene scene;
    private final AdminApi admin;
    private final Documents documents = Documents.start();

    CimdIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        admin = realm.admin();
    }

    @BeforeAll
    void takeClientsOfDocuments() {
        admin.put("/client-policies/profiles", """
                        {"profiles": [{"name": "documents", "executors": [
                          {"executor": "client-id-metadata-document", "configuration": {
                            "cimd-allow-http-scheme": true, "cimd-allow-permitted-domains": ["127.0.0.1"]}}]}]}
                        """).expect(204);
        admin.put("/client-policies/policies", """
                        {"policies": [{"name": "documents", "enabled": true, "profiles": ["documents"], "conditions": [
                          {"condition": "client-id-uri", "configuration": {
                            "client-id-uri-scheme": ["http"],
                            "client-id-uri-allow-permitted-domains": ["127.0.0.1"]}}]}]}
                        """).expect(204);
    }

    @AfterAll
    void stopDocuments() {
        documents.close();
    }

    @Test
    void ac53AClientOfADocumentIsAnOrdinaryClient() {
        AgentKey key = AgentKey.generate();
        String id = documents.put(
                "ordinary",
                key,
                document -> document.putArray("grant_types")
                        .add("authorization_code")
                        .add("client_credentials")
                        .add("urn:ietf:params:oauth:grant-type:token-exchange"));

        assertThat(login(id).status()).as("a page to log in").isEqualTo(200);

        String uuid = realm.clientUuid(id);
        assertThat(uuid).isNotEmpty();
        assertThat(admin.get("/agents/" + uuid).status()).isEqualTo(404);
        assertThat(declared()).doesNotContain(id);
        Answer own = realm.tokenRequest(Form.of("grant_type", "client_credentials")
                .and("client_id", id)
                .and("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                .and("client_assertion", key.clientAssertion(id, realm.issuer())));
        assertThat(own.token().claims().has("act")).isFalse();
        assertThat(realm.audit("actorKind=delegated_agent")).isEmpty();
    }

    @Test
    void ac53ADocumentDoesNotDeclareAnAgent() {
        String[] claims = {
            "{\"attributes\": {\"agent.managed\": \"true\", \"agent.owner\": \"alice\"}}",
            "{\"agent.managed\": \"true\", \"agent.owner\": \"alice\"}",
            "{\"type\": \"agent\"}",
            "{\"agent\": {\"owner\": \"alice\", \"ceiling\": {\"scopes\": [\"invoices:read\"]}}}"
        };
        for (int i = 0; i < claims.length; i++) {
            String claim = claims[i];
            String id = documents.put(
                    "claims-" + i, AgentKey.generate(), document -> document.setAll((ObjectNode) Json.parse(claim)));

            login(id);

            JsonNode made = admin.get("/clients?clientId=" + encoded(id)).json();
            assertThat(made.toString()).as(claim).doesNotContain("agent.");
            assertThat(declared()).as(claim).doesNotContain(id);
            assertThat(admin.get("/agents/count").body()).as(claim).isEqualTo(agents());
        }
    }

    @Test
    void ac53ADocumentAtTheIdOfAnAgentIsNotEvenRead() {
        AgentKey key = AgentKey.generate();
        String id = documents.put(
                "agent", key, document -> document.putArray("grant_types").add("authorization_code"));
        String uuid = realm.agent(id, spec -> spec.owner(scene.alice)).id();
        unchangedBy(uuid, () -> login(id));
        assertThat(documents.reads(id)).isZero();
    }

    @Test
    void ac53AnAdoptedClientOfADocumentIsNoLongerChangedByIt() {
        AgentKey key = AgentKey.generate();
        String id = documents.put("adopted", key, document -> {});
        assertThat(login(id).status()).isEqualTo(200);
        ObjectNode adoption = Json.object().put("clientId", id).put("owner", "alice");
        adoption.putObject("credential")
                .put("type", "private_key_jwt")
                .putObject("jwks")
                .putArray("keys")
                .add(key.publicJwk());
        String uuid = realm.clientUuid(id);
        ObjectNode client =
                (ObjectNode) admin.get("/clients/" + uuid).expect(200).json();
        client.put("publicClient", false).put("serviceAccountsEnabled", true);
        admin.put("/clients/" + uuid, client).expect(204);
        admin.post("/agents/adopt", adoption).expect(200);
        int reads = documents.reads(id);
        admin.put("/clients/" + uuid, expired(uuid)).expect(204);

        for (Change change : changes(key)) {
            documents.put("adopted", change.key(), change.to());
            unchangedBy(uuid, () -> login(id));
        }
        assertThat(documents.reads(id)).isEqualTo(reads);
    }

    /** Anything, and nothing but what the record of an agent has no word for. */
    private static Change[] changes(AgentKey key) {
        return new Change[] {
            new Change(AgentKey.generate(), document -> {}),
            new Change(
                    key,
                    document -> document.putArray("grant_types")
                            .add("authorization_code")
                            .add("password")),
            new Change(
                    key,
                    document -> document.put("scope", "offline_access")
                            .putArray("grant_types")
                            .add("client_credentials")),
            new Change(
                    key,
                    document -> document.put("subject_type", "pairwise")
                            .put("client_name", "Somebody else")
                            .put("backchannel_logout_uri", "http://127.0.0.1/logout")
                            .putArray("grant_types")
                            .add("client_credentials"))
        };
    }

    private void unchangedBy(String uuid, Runnable act) {
        JsonNode client = admin.client(uuid);
        JsonNode mappers =
                admin.get("/clients/" + uuid + "/protocol-mappers/models").json();
        JsonNode record = admin.get("/agents/" + uuid).expect(200).json();

        act.run();

        assertThat(admin.client(uuid)).isEqualTo(client);
        assertThat(admin.get("/clients/" + uuid + "/protocol-mappers/models").json())
                .isEqualTo(mappers);
        assertThat(admin.get("/agents/" + uuid).expect(200).json()).isEqualTo(record);
    }

    /** The client as it is, with a document that is to be read anew at the next login. */
    private ObjectNode expired(String uuid) {
        ObjectNode client = (ObjectNode) admin.get("/clients/" + uuid).json();
        client.withObject("/attributes").put("cimd.cache.expiry.time.in.sec", "1");
        return client;
    }

    private Answer login(String clientId) {
        return realm.call(
                "GET",
                "/protocol/openid-connect/auth?response_type=code&scope=openid&client_id=" + encoded(clientId)
                        + "&redirect_uri=" + encoded(REDIRECT),
                "",
                "");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String declared() {
        return admin.get("/agents?status=declared").expect(200).body();
    }

    private String agents() {
        return String.valueOf(admin.get("/agents").expect(200).json().size());
    }

    private interface Edit {
        void of(ObjectNode document);
    }

    private record Change(AgentKey key, Edit to) {}

    /** Metadata documents on the loopback interface, and how often each was read. */
    private record Documents(HttpServer server, Map<String, String> texts, Map<String, AtomicInteger> counts)
            implements AutoCloseable {

        static Documents start() {
            try {
                HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                Documents documents = new Documents(server, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
                server.createContext("/", exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    byte[] body = Optional.ofNullable(documents.texts.get(path))
                            .orElse("")
                            .getBytes(StandardCharsets.UTF_8);
                    documents.count(path).incrementAndGet();
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
                server.start();
                return documents;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        /** Serves a document, and answers its address, which is the id of the client. */
        String put(String name, AgentKey key, Edit edit) {
            String id = "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
            ObjectNode document = Json.object()
                    .put("client_id", id)
                    .put("client_name", name)
                    .put("token_endpoint_auth_method", "private_key_jwt");
            document.putArray("redirect_uris").add(REDIRECT);
            document.putObject("jwks").putArray("keys").add(key.publicJwk());
            edit.of(document);
            texts.put("/" + name, document.toString());
            return id;
        }

        int reads(String id) {
            return count(id.substring(id.lastIndexOf('/'))).get();
        }

        private AtomicInteger count(String path) {
            return counts.computeIfAbsent(path, name -> new AtomicInteger());
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
