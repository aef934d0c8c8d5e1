package io.agentidentity.it.realm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.server.HttpsEndpoint;
import io.agentidentity.it.server.KeycloakServer;
import io.agentidentity.it.tls.TestCa;
import io.agentidentity.it.tls.TestCertificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A realm of one test class, and the making of who is in it. */
public final class TestRealm {

    /** The {@code rates} of a realm whose agents ask as often as they can. */
    public static final Map<String, ?> ANY_RATE = Map.of(
            "tokensPerMinute",
            1_000_000,
            "decisionsPerMinute",
            1_000_000,
            "perPrincipal",
            Map.of("tokensPerMinute", 1_000_000, "decisionsPerMinute", 1_000_000));

    private static final String SECRET = "a-secret-of-this-test-realm";
    private static final String PASSWORD = "a-password";

    private final Http http;
    private final KeycloakServer server;
    private final String calledAt;
    private final String name;
    private final AdminApi admin;

    TestRealm(Http http, KeycloakServer server, String name, AdminApi admin) {
        this(http, server, server.baseUrl(), name, admin);
    }

    private TestRealm(Http http, KeycloakServer server, String calledAt, String name, AdminApi admin) {
        this.http = http;
        this.server = server;
        this.calledAt = calledAt;
        this.name = name;
        this.admin = admin;
    }

    public String name() {
        return name;
    }

    Http http() {
        return http;
    }

    public String issuer() {
        return server.baseUrl() + "/realms/" + name;
    }

    /** The same realm as one sees it who calls it through TLS with that certificate; its issuer does not change. */
    public TestRealm withCertificate(TestCertificate certificate) {
        HttpsEndpoint https = server.https().orElseThrow(() -> new IllegalStateException("The server has no TLS"));
        return new TestRealm(http.withCertificate(certificate), server, https.url(), name, admin);
    }

    /** The same realm as another node of its cluster serves it; its issuer does not change. */
    public TestRealm on(KeycloakServer node) {
        return new TestRealm(http, server, node.baseUrl(), name, AdminApi.of(http, node, name));
    }

    /** What the server shows monitoring; none if that is out of reach. */
    public Optional<String> metrics() {
        return server.management()
                .map(address -> http.json("GET", address + "/metrics", "", Map.of())
                        .expect(200)
                        .body());
    }

    /** Whom the server takes certificates of; none if it does not listen with TLS. */
    public Optional<TestCa> ca() {
        return server.https().map(HttpsEndpoint::ca);
    }

    /** The admin API of this realm as the administrator of the server. */
    public AdminApi admin() {
        return admin;
    }

    /** The admin API as a new user of this realm with these roles of {@code realm-management} only. */
    public AdminApi adminUser(String username, String... roles) {
        Person person = person(username);
        String management = clientUuid("realm-management");
        ArrayNode granted = Json.array(List.of());
        for (String role : roles) {
            granted.add(admin.get("/clients/" + management + "/roles/" + role)
                    .expect(200)
                    .json());
        }
        admin.post("/users/" + person.id() + "/role-mappings/clients/" + management, granted)
                .expect(204);
        return adminAs(person);
    }

    /** The admin API as a person, whatever rights they have. */
    public AdminApi adminAs(Person person) {
        LoginToken token = new LoginToken(http, issuer(), person.username(), person.password());
        return new AdminApi(http, server.baseUrl() + "/admin/realms/" + name, token);
    }

    /** A new user who can log in. */
    public Person person(String username) {
        return person(username, PASSWORD);
    }

    public Person person(String username, String password) {
        ObjectNode user = Json.object()
                .put("username", username)
                .put("enabled", true)
                .put("email", username + "@example.org")
                .put("emailVerified", true)
                .put("firstName", username)
                .put("lastName", "Example");
        user.putArray("credentials").addObject().put("type", "password").put("value", password);
        return new Person(admin.post("/users", user).createdId(), username, password);
    }

    public void setEnabled(Person person, boolean enabled) {
        ObjectNode user =
                (ObjectNode) admin.get("/users/" + person.id()).expect(200).json();
        admin.put("/users/" + person.id(), user.put("enabled", enabled)).expect(204);
    }

    /** A group, by its path. */
    public String group(String name) {
        admin.post("/groups", Map.of("name", name)).expect(201);
        return "/" + name;
    }

    public void join(Person person, String path) {
        admin.put("/users/" + person.id() + "/groups/" + groupId(path), "").expect(204);
    }

    public void leave(Person person, String path) {
        admin.delete("/users/" + person.id() + "/groups/" + groupId(path)).expect(204);
    }

    public String groupId(String path) {
        return admin.get("/group-by-path" + path).expect(200).json().path("id").asText();
    }

    /** Changes what the realm has decided for all its agents; what is not named has its default. */
    public Answer settings(Map<String, ?> settings) {
        return admin.put("/agents/settings", settings);
    }

    /** A public client that people log in with; its tokens name these clients in {@code aud}. */
    public App app(String clientId, String... audiences) {
        ObjectNode client = client(clientId).put("publicClient", true).put("directAccessGrantsEnabled", true);
        return withAudiences(new App(this, create(client), clientId, ""), audiences);
    }

    /** The same with a secret, and with Keycloak's own token exchange switched on. */
    public App confidentialApp(String clientId, String... audiences) {
        ObjectNode client = client(clientId).put("secret", SECRET).put("directAccessGrantsEnabled", true);
        client.putObject("attributes").put("standard.token.exchange.enabled", "true");
        return withAudiences(new App(this, create(client), clientId, SECRET), audiences);
    }

    private static App withAudiences(App app, String... audiences) {
        for (String audience : audiences) {
            app.addAudience(audience);
        }
        return app;
    }

    /** A confidential client with a service account. */
    public ResourceServer resourceServer(String clientId) {
        return resourceServer(clientId, client -> {});
    }

    /** The same, with changes to its representation. */
    public ResourceServer resourceServer(String clientId, Consumer<ObjectNode> change) {
        ObjectNode client = client(clientId)
                .put("secret", SECRET)
                .put("serviceAccountsEnabled", true)
                .put("standardFlowEnabled", false);
        change.accept(client);
        return new ResourceServer(this, create(client), clientId, SECRET);
    }

    /**
     * A confidential client with a service account which authenticates in its own way.
     *
     * @param authenticator as Keycloak names it, such as {@code client-x509}
     * @param attributes of the client that say what its authenticator expects
     * @param proof adds the parameters by which it authenticates to a form
     */
    public CustomClient customClient(
            String clientId, String authenticator, Map<String, String> attributes, UnaryOperator<Form> proof) {
        ObjectNode client = client(clientId)
                .put("clientAuthenticatorType", authenticator)
                .put("serviceAccountsEnabled", true)
                .put("standardFlowEnabled", false);
        attributes.forEach(client.putObject("attributes")::put);
        return new CustomClient(this, create(client), clientId, proof);
    }

    /** Makes a client scope that shows in {@code scope}, and lets these clients ask for it. */
    public void clientScope(String scope, TestClient... clients) {
        ObjectNode body = Json.object().put("name", scope).put("protocol", "openid-connect");
        body.putObject("attributes").put("include.in.token.scope", "true");
        String id = admin.post("/client-scopes", body).createdId();
        for (TestClient client : clients) {
            admin.put("/clients/" + client.id() + "/optional-client-scopes/" + id, "")
                    .expect(204);
        }
    }

    /** A new agent; must succeed. */
    public TestAgent agent(String clientId, UnaryOperator<AgentSpec> spec) {
        AgentKey key = AgentKey.generate();
        Answer answer = tryAgent(admin, spec.apply(new AgentSpec(clientId)), key);
        return new TestAgent(this, answer.createdId(), clientId, key);
    }

    /** An agent that is there already; how it authenticates is still to be said. */
    public TestAgent existingAgent(String clientId) {
        return new TestAgent(this, clientUuid(clientId), clientId, AgentKey.generate());
    }

    /** The answer to the making of an agent by some administrator, good or bad. */
    public Answer tryAgent(AdminApi by, String clientId, UnaryOperator<AgentSpec> spec) {
        return tryAgent(by, spec.apply(new AgentSpec(clientId)), AgentKey.generate());
    }

    private static Answer tryAgent(AdminApi by, AgentSpec spec, AgentKey key) {
        return by.post("/agents", spec.withKey(key));
    }

    /** Says which client a resource URI belongs to and which clients guard it. */
    public void resource(String uri, ResourceServer server, ResourceServer... gateways) {
        ObjectNode body = Json.object().put("uri", uri).put("clientId", server.clientId());
        ArrayNode all = body.putArray("gateways");
        for (ResourceServer gateway : gateways) {
            all.add(gateway.clientId());
        }
        Answer answer = admin.put("/agents/resources", body);
        if (answer.status() / 100 != 2) {
            throw new AssertionError("Resource refused: " + answer);
        }
    }

    /** The records of the audit log; the query is as in a URL, such as {@code task=tsk_1&max=10}. */
    public JsonNode audit(String query) {
        return admin.get("/agents/audit" + (query.isEmpty() ? "" : "?" + query))
                .expect(200)
                .json();
    }

    /** The agents of whoever has that token. */
    public MyAgents myAgents(String token) {
        return new MyAgents(this, token);
    }

    /** The task API with that token. */
    public TaskApi tasks(String token) {
        return new TaskApi(this, token);
    }

    public Answer userinfo(String token) {
        return call("GET", "/protocol/openid-connect/userinfo", "", token);
    }

    /** A form to the token endpoint as it is. */
    public Answer tokenRequest(Form form) {
        return post("/protocol/openid-connect/token", form, Map.of());
    }

    /** A form to a path below the issuer. */
    public Answer post(String path, Form form, Map<String, String> headers) {
        return http.form(address(path), form, headers);
    }

    /** JSON to a path below the issuer, with a bearer token unless that is empty. */
    public Answer call(String method, String path, Object body, String token) {
        return call(method, path, body, token.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + token));
    }

    /** The same with any headers. */
    public Answer call(String method, String path, Object body, Map<String, String> headers) {
        String text = body instanceof String given ? given : Json.of(body).toString();
        return http.json(method, address(path), text, headers);
    }

    /** The same with a token that is bound to a key, and the proof of that key (RFC 9449). */
    public Answer callBound(String method, String path, TokenAnswer token, AgentKey key) {
        return call(
                method,
                path,
                "",
                Map.of(
                        "Authorization",
                        "DPoP " + token.accessToken(),
                        "DPoP",
                        key.proof(method, issuer() + path, token.accessToken())));
    }

    private String address(String path) {
        return calledAt + "/realms/" + name + path;
    }

    /** The internal id of a client. */
    public String clientUuid(String clientId) {
        return admin.get("/clients?clientId=" + Form.encode(clientId))
                .expect(200)
                .json()
                .path(0)
                .path("id")
                .asText();
    }

    private static ObjectNode client(String clientId) {
        ObjectNode client = Json.object().put("clientId", clientId).put("enabled", true);
        client.putArray("redirectUris").add("http://127.0.0.1/*");
        return client;
    }

    private String create(ObjectNode client) {
        return admin.post("/clients", client).createdId();
    }
}
