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
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Agents through the admin API. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentApiIT {

    private final Scene scene;
    private final TestRealm realm;

    AgentApiIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
    }

    @Test
    void aNewAgentsClientHasSafeSettings() {
        JsonNode client = realm.admin().get("/clients/" + scene.clerk.id()).json();
        assertThat(client.path("publicClient").asBoolean()).isFalse();
        assertThat(client.path("serviceAccountsEnabled").asBoolean()).isTrue();
        for (String off : List.of(
                "standardFlowEnabled",
                "implicitFlowEnabled",
                "directAccessGrantsEnabled",
                "fullScopeAllowed",
                "bearerOnly")) {
            assertThat(client.path(off).asBoolean()).as(off).isFalse();
        }
        assertThat(client.path("clientAuthenticatorType").asText()).isEqualTo("client-jwt");
        assertThat(client.path("defaultClientScopes")).isEmpty();
        assertThat(strings(client.path("optionalClientScopes"))).containsExactlyInAnyOrder(Scene.READ, Scene.WRITE);
        String account = "/users/" + scene.clerk.serviceAccountId() + "/role-mappings";
        assertThat(realm.admin().get(account).json()).isEmpty();
    }

    @Test
    void theRecordIsReadBackAsItWasSent() {
        JsonNode record = scene.clerk.record();
        assertThat(record.path("id").asText()).isEqualTo(scene.clerk.id());
        assertThat(record.at("/owner/username").asText()).isEqualTo("alice");
        assertThat(record.path("status").asText()).isEqualTo("active");
        assertThat(record.path("environment").asText()).isEqualTo("production");
        assertThat(strings(record.at("/ceiling/scopes"))).containsExactly(Scene.READ, Scene.WRITE);
        assertThat(record.at("/ceiling/taskSeconds").asInt()).isEqualTo(900);
        assertThat(record.at("/ceiling/tokenSeconds").asInt()).isEqualTo(120);
        assertThat(record.at("/credential/jwks/keys")).hasSize(1);
        assertThat(record.at("/credential/jwks/keys/0").has("d")).isFalse();
        assertThat(Instant.parse(record.path("createdAt").asText())).isBefore(Instant.now());
    }

    @Test
    void listsAreSearchedFilteredPagedAndCounted() {
        for (int i = 0; i < 5; i++) {
            scene.agent("paged_" + i, spec -> spec);
        }
        AdminApi admin = realm.admin();
        assertThat(admin.get("/agents?search=PAGED_").json()).hasSize(5);
        assertThat(admin.get("/agents?search=paged%25").json()).isEmpty();
        assertThat(admin.get("/agents/count?search=paged_").body()).isEqualTo("5");
        assertThat(clientIds(admin.get("/agents?search=paged_&first=1&max=2"))).containsExactly("paged_1", "paged_2");
        assertThat(admin.get("/agents?owner=bob").json()).isEmpty();
        assertThat(admin.get("/agents?search=paged_&owner=alice").json()).hasSize(5);
        assertThat(admin.get("/agents?status=suspended&search=paged_").json()).isEmpty();
        assertThat(admin.get("/agents?status=nonsense").status()).isEqualTo(400);
        assertThat(admin.get("/agents?first=-1").status()).isEqualTo(400);
    }

    @Test
    void ct01ThereIsNoAgentWithoutAnEnabledOwner() {
        Person gone = realm.person("gone");
        realm.setEnabled(gone, false);
        String account = scene.clerk.serviceAccountId();
        invalid(create("no-owner", json -> json.remove("owner")), "owner");
        invalid(create("no-owner", json -> json.put("owner", "nobody")), "owner");
        invalid(create("no-owner", json -> json.putObject("owner").put("id", gone.id())), "owner");
        invalid(create("no-owner", json -> json.put("owner", account)), "owner");
        assertThat(realm.admin().get("/clients?clientId=no-owner").json())
                .as("nothing is left behind")
                .isEmpty();
    }

    @Test
    void theOwnerMayBeNamedByUsername() {
        Answer answer = create("by-name", json -> json.put("owner", "alice"));
        assertThat(answer.expect(201).json().at("/owner/id").asText()).isEqualTo(scene.alice.id());
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("clientId", "{\"clientId\":\"has space\"}"),
                Arguments.of("environment", "{\"environment\":\"test\"}"),
                Arguments.of("colour", "{\"colour\":\"red\"}"),
                Arguments.of("ceiling.scopes", "{\"ceiling\":{\"scopes\":[\"no-such-scope\"]}}"),
                Arguments.of("ceiling.targets", "{\"ceiling\":{\"targets\":[\"nobody\"]}}"),
                Arguments.of("ceiling.targets", "{\"ceiling\":{\"targets\":[\"ap-clerk\"]}}"),
                Arguments.of("fragment", "{\"ceiling\":{\"targets\":[\"https://x.example/#f\"]}}"),
                Arguments.of("ceiling.roles", "{\"ceiling\":{\"roles\":[\"erp-api\"]}}"),
                Arguments.of("ceiling.roles", "{\"ceiling\":{\"roles\":[\"erp-api:none\"]}}"),
                Arguments.of("ceiling.roles", "{\"ceiling\":{\"roles\":[\"realm-management:realm-admin\"]}}"),
                Arguments.of("ceiling.tokenSeconds", "{\"ceiling\":{\"tokenSeconds\":301}}"),
                Arguments.of("ceiling.taskSeconds", "{\"ceiling\":{\"taskSeconds\":0}}"),
                Arguments.of("ceiling.limits.maxTokens", "{\"ceiling\":{\"limits\":{\"maxTokens\":0}}}"),
                Arguments.of("ceiling.limits", "{\"ceiling\":{\"limits\":{\"max_tokens\":1}}}"),
                Arguments.of("ceiling.limits.sum.amount", "{\"ceiling\":{\"limits\":{\"sum\":{\"amount\":1e999}}}}"),
                Arguments.of("autonomous.scopes", "{\"autonomous\":{\"scopes\":[\"no-such-scope\"]}}"),
                Arguments.of("autonomous.targets", "{\"autonomous\":{\"targets\":[\"ap-clerk\"]}}"),
                Arguments.of("roles", "{\"autonomous\":{\"roles\":[\"erp-api:clerk\"]}}"),
                Arguments.of("delegation.apps", "{\"delegation\":{\"apps\":[\"account-console\"]}}"),
                Arguments.of("delegation.apps", "{\"delegation\":{\"apps\":[\"ap-clerk\"]}}"),
                Arguments.of("delegation.rule", "{\"delegation\":{\"rule\":\"anyone\"}}"),
                Arguments.of("delegation.role", "{\"delegation\":{\"rule\":\"role\",\"role\":\"none\"}}"),
                Arguments.of("delegation.group", "{\"delegation\":{\"rule\":\"group\"}}"),
                Arguments.of("private_key_jwt", "{\"credential\":{\"type\":\"client_secret\"}}"),
                Arguments.of("credential", "{\"credential\":{\"type\":\"private_key_jwt\"}}"),
                Arguments.of(
                        "private key",
                        "{\"credential\":{\"type\":\"private_key_jwt\",\"jwks\":{\"keys\":[{\"kty\":\"EC\",\"d\":\"x\"}]}}}"),
                Arguments.of(
                        "https",
                        "{\"credential\":{\"type\":\"private_key_jwt\",\"jwksUrl\":\"http://keys.example/jwks\"}}"),
                Arguments.of("expiresAt", "{\"expiresAt\":\"tomorrow\"}"),
                Arguments.of("control", "{\"name\":\"line\\nbreak\"}"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aBrokenRuleIsNamedInTheAnswer(String named, String members) {
        ObjectNode change = (ObjectNode) io.agentidentity.it.realm.Json.parse(members);
        invalid(create("broken", json -> json.setAll(change)), named);
    }

    @Test
    void malformedJsonIsRefusedWithAPlace() {
        invalid(realm.admin().post("/agents", "{\"clientId\":"), "JSON");
        invalid(realm.admin().post("/agents", "{\"clientId\":\"a\",\"clientId\":\"b\"}"), "JSON");
    }

    @Test
    void aTakenClientIdIsAConflict() {
        assertThat(create("ap-clerk", json -> {}).status()).isEqualTo(409);
        assertThat(create("portal", json -> {}).status()).isEqualTo(409);
    }

    @Test
    void aPublicAppNeedsConfirmation() {
        realm.app("public-app");
        invalid(
                create(
                        "with-public",
                        json -> json.putObject("delegation").putArray("apps").add("public-app")),
                "confirm");
    }

    @Test
    void aPatchLosesNothingAndAStaleWriteIsAConflict() {
        TestAgent agent = scene.agent("patched", spec -> spec.purpose("first"));
        int version = agent.record().path("version").asInt();
        agent.patch(Map.of("purpose", "second", "ceiling", Map.of("tokenSeconds", 60)))
                .expect(200);
        JsonNode record = agent.record();
        assertThat(record.path("purpose").asText()).isEqualTo("second");
        assertThat(record.at("/ceiling/tokenSeconds").asInt()).isEqualTo(60);
        assertThat(strings(record.at("/ceiling/scopes"))).containsExactly(Scene.READ, Scene.WRITE);
        assertThat(record.at("/owner/username").asText()).isEqualTo("alice");
        assertThat(agent.patch(Map.of("purpose", "third", "version", version)).status())
                .isEqualTo(409);
        assertThat(agent.patch(Map.of("clientId", "renamed")).status()).isEqualTo(400);
        assertThat(agent.patch(Map.of("environment", "staging")).status()).isEqualTo(400);
    }

    @Test
    void whatAnAgentMayDoAloneIsKeptChangedAndTakenOff() {
        TestAgent agent = scene.agent(
                "night-shift",
                spec -> spec.scopes(Scene.READ)
                        .autonomous(List.of(Scene.WRITE), List.of("erp-api"), List.of("invoices.sync")));
        JsonNode record = agent.record();
        assertThat(strings(record.at("/autonomous/scopes"))).containsExactly(Scene.WRITE);
        assertThat(strings(record.at("/autonomous/targets"))).containsExactly("erp-api");
        assertThat(strings(record.at("/autonomous/actions"))).containsExactly("invoices.sync");
        JsonNode client = realm.admin().get("/clients/" + agent.id()).json();
        assertThat(strings(client.path("optionalClientScopes"))).containsExactlyInAnyOrder(Scene.READ, Scene.WRITE);

        agent.patch(Map.of("autonomous", Map.of("scopes", List.of()))).expect(200);
        record = agent.record();
        assertThat(record.at("/autonomous/scopes")).isEmpty();
        assertThat(strings(record.at("/autonomous/actions"))).containsExactly("invoices.sync");

        agent.patch("{\"autonomous\":null}").expect(200);
        assertThat(agent.record().has("autonomous")).isFalse();
    }

    @Test
    void limitsOfTheCeilingAreExactAndMayBeTakenOffOneByOne() {
        TestAgent agent = scene.agent(
                "metered",
                spec -> spec.json(json -> json.withObject("/ceiling")
                        .putObject("limits")
                        .put("maxTokens", 50)
                        .putObject("sum")
                        .put("amount", new BigDecimal("2000.10"))));
        assertThat(agent.record().at("/ceiling/limits")).hasToString("{\"maxTokens\":50,\"sum\":{\"amount\":2000.1}}");

        ObjectNode record = (ObjectNode) agent.record();
        int version = record.path("version").asInt();
        Answer same = realm.admin().put(agent.path(""), record).expect(200);
        assertThat(same.json().path("version").asInt()).isEqualTo(version);

        agent.patch("{\"ceiling\":{\"limits\":{\"maxTokens\":null,\"maxCalls\":7}}}")
                .expect(200);
        assertThat(agent.record().at("/ceiling/limits")).hasToString("{\"maxCalls\":7,\"sum\":{\"amount\":2000.1}}");
        agent.patch("{\"ceiling\":{\"limits\":null}}").expect(200);
        assertThat(agent.record().at("/ceiling").has("limits")).isFalse();
    }

    @Test
    void whatWasReadCanBeSentBackAndAStatusInItIsIgnoredAndSaidSo() {
        TestAgent agent = scene.agent("round-trip", spec -> spec);
        agent.suspend("by test").expect(200);
        ObjectNode record = (ObjectNode) agent.record();
        record.put("status", "active");
        Answer answer = realm.admin().put(agent.path(""), record).expect(200);
        assertThat(answer.json().path("status").asText()).isEqualTo("suspended");
        assertThat(strings(answer.json().path("ignored"))).contains("status");
    }

    @Test
    void aClientSecretIsForDevelopmentOnlyAndShownOnce() {
        Answer created = create("dev", json -> {
            json.put("environment", "development");
            json.putObject("credential").put("type", "client_secret");
        });
        assertThat(created.expect(201).json().at("/credential/secret").asText()).hasSizeGreaterThan(30);
        String path = "/agents/" + created.createdId();
        assertThat(realm.admin().get(path).json().at("/credential").has("secret"))
                .isFalse();
        invalid(realm.admin().patch(path, Map.of("environment", "production")), "development");
    }

    @Test
    void keysMayBeFetchedFromAnAddress() throws IOException {
        AgentKey key = AgentKey.generate();
        byte[] jwks = ("{\"keys\":[" + key.publicJwk() + "]}").getBytes(StandardCharsets.UTF_8);
        HttpServer keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        keys.createContext("/jwks", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, jwks.length);
            exchange.getResponseBody().write(jwks);
            exchange.close();
        });
        keys.start();
        try {
            String url = "http://127.0.0.1:" + keys.getAddress().getPort() + "/jwks";
            Answer created = create("by-url", json -> {
                json.put("environment", "development");
                json.putObject("credential").put("type", "private_key_jwt").put("jwksUrl", url);
            });
            assertThat(created.expect(201).json().at("/credential/jwksUrl").asText())
                    .isEqualTo(url);
            Form form = Form.of("grant_type", "client_credentials")
                    .and("client_id", "by-url")
                    .and("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
            assertThat(realm.tokenRequest(form.and("client_assertion", key.clientAssertion("by-url", realm.issuer())))
                            .status())
                    .isEqualTo(200);
            String forged = AgentKey.generate().clientAssertion("by-url", realm.issuer());
            assertThat(realm.tokenRequest(form.and("client_assertion", forged)).status())
                    .isIn(400, 401);
        } finally {
            keys.stop(0);
        }
    }

    @Test
    void deletingAnAgentRemovesItsClientAndKeepsItsRecord() {
        TestAgent agent = scene.agent("short-lived", spec -> spec);
        realm.admin().delete(agent.path("")).expect(204);
        assertThat(realm.admin().get(agent.path("")).status()).isEqualTo(404);
        assertThat(realm.admin().get("/clients/" + agent.id()).status()).isEqualTo(404);
        assertThat(realm.audit("agent=" + agent.id()).findValuesAsText("type")).contains("agent.deleted.v1");
    }

    @Test
    void deletingTheClientRemovesTheAgent() {
        TestAgent agent = scene.agent("by-client", spec -> spec);
        realm.admin().delete("/clients/" + agent.id()).expect(204);
        assertThat(realm.admin().get(agent.path("")).status()).isEqualTo(404);
    }

    @Test
    void onlyTheRightRolesMayReadAndChange() {
        AdminApi viewer = realm.adminUser("viewer", "view-agents");
        AdminApi manager = realm.adminUser("manager", "manage-agents");
        AdminApi clients = realm.adminUser("client-admin", "manage-clients", "view-users");
        AdminApi nobody = realm.adminAs(scene.bob);
        assertThat(viewer.get("/agents").status()).isEqualTo(200);
        assertThat(viewer.get("/agents/audit").status()).isEqualTo(200);
        assertThat(viewer.get("/agents/tasks").status()).isEqualTo(200);
        assertThat(viewer.get("/agents/resources").status()).isEqualTo(200);
        assertThat(manager.get(scene.clerk.path("")).status()).isEqualTo(200);
        for (AdminApi outsider : List.of(clients, nobody)) {
            assertThat(outsider.get("/agents").status()).isEqualTo(403);
            assertThat(outsider.get(scene.clerk.path("")).status()).isEqualTo(403);
            assertThat(outsider.get("/agents/audit").status()).isEqualTo(403);
            assertThat(outsider.get("/agents/tasks").status()).isEqualTo(403);
            assertThat(outsider.get("/agents/resources").status()).isEqualTo(403);
        }
        for (AdminApi reader : List.of(viewer, clients, nobody)) {
            assertThat(realm.tryAgent(reader, "ac52", spec -> spec.owner(scene.alice))
                            .status())
                    .isEqualTo(403);
            assertThat(reader.patch(scene.clerk.path(""), Map.of("owner", "bob"))
                            .status())
                    .isEqualTo(403);
            assertThat(reader.post(scene.clerk.path("/suspend"), Map.of()).status())
                    .isEqualTo(403);
            assertThat(reader.post(scene.clerk.path("/activate"), Map.of()).status())
                    .isEqualTo(403);
            assertThat(reader.delete(scene.clerk.path("")).status()).isEqualTo(403);
            assertThat(reader.put("/agents/resources", Map.of("uri", "https://a.example/b", "clientId", "stranger"))
                            .status())
                    .isEqualTo(403);
        }
        Answer made = realm.tryAgent(manager, "made-by-manager", spec -> spec.owner(scene.alice));
        assertThat(made.status()).isEqualTo(201);
        assertThat(manager.get("/clients").status()).isEqualTo(403);
    }

    @Test
    void ct25AdministratorsAndAgentsOfOneRealmDoNotReachAnother(Realms realms) {
        TestRealm elsewhere = realms.create("elsewhere");
        elsewhere.person("alice");
        assertThat(elsewhere.admin().get(scene.clerk.path("")).status()).isEqualTo(404);
        assertThat(elsewhere
                        .admin()
                        .post(scene.clerk.path("/suspend"), Map.of())
                        .status())
                .isEqualTo(404);
        assertThat(scene.clerk.record().path("status").asText()).isEqualTo("active");
    }

    @Test
    void ac52SettingsThatTheRecordStandsOnAreOnlyChangedHere() {
        JsonNode client = realm.admin().get("/clients/" + scene.clerk.id()).json();
        for (String flag : List.of(
                "publicClient",
                "standardFlowEnabled",
                "implicitFlowEnabled",
                "directAccessGrantsEnabled",
                "fullScopeAllowed")) {
            assertThat(scene.clerk.update(Map.of(flag, true)).status()).as(flag).isEqualTo(400);
        }
        assertThat(scene.clerk
                        .update(Map.of("clientAuthenticatorType", "client-secret"))
                        .status())
                .isEqualTo(400);
        for (String attribute : List.of("jwks.string", "agent.managed", "standard.token.exchange.enabled")) {
            ObjectNode changed = client.deepCopy();
            changed.withObject("/attributes")
                    .put(
                            attribute,
                            "true".equals(client.at("/attributes/" + attribute).asText()) ? "false" : "true");
            assertThat(realm.admin()
                            .put("/clients/" + scene.clerk.id(), changed)
                            .status())
                    .as(attribute)
                    .isEqualTo(400);
        }
        assertThat(scene.clerk.update(Map.of("description", "changed")).status())
                .isEqualTo(204);
        assertThat(scene.exchange().send().status()).isEqualTo(200);
    }

    @Test
    void ac53AnAttributeAloneMakesNothingAnAgent() {
        scene.stranger
                .update(Map.of("attributes", Map.of("agent.managed", "true")))
                .expect(204);
        assertThat(realm.admin().get("/agents/" + scene.stranger.id()).status()).isEqualTo(404);
        Answer token = scene.stranger.clientCredentials();
        assertThat(token.expect(200).token().claims().has("act")).isFalse();
    }

    @Test
    void changesAreAdminEvents() {
        realm.admin()
                .put("/events/config", Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true))
                .expect(204);
        TestAgent agent = scene.agent("evented", spec -> spec);
        String task = Scene.taskId(
                agent.exchange(scene.login().accessToken()).audience("erp-api").token());
        realm.admin().post("/agents/tasks/" + task + "/revoke").expect(200);
        agent.suspend("why not").expect(200);
        JsonNode events =
                realm.admin().get("/admin-events?resourcePath=agents/*").json();
        assertThat(events.findValuesAsText("resourceType")).contains("AGENT", "AGENT_TASK");
        assertThat(events.findValuesAsText("operationType")).contains("CREATE", "ACTION");
        assertThat(events.findValuesAsText("resourcePath"))
                .contains(
                        "agents/" + agent.id(),
                        "agents/" + agent.id() + "/suspend",
                        "agents/tasks/" + task + "/revoke");
    }

    @Test
    void aResourceUriBelongsToOneServerOfTheRealmAndToNoAgent() {
        AdminApi admin = realm.admin();
        Map<String, String> own = Map.of("uri", "https://one.example/api", "clientId", "erp-api");
        assertThat(admin.put("/agents/resources", own).status()).isEqualTo(201);
        assertThat(admin.put("/agents/resources", own).status()).isEqualTo(200);
        assertThat(admin.get("/agents/resources").json().findValuesAsText("uri"))
                .contains("https://one.example/api");
        for (Map<String, ?> wrong : List.of(
                Map.of("uri", "relative", "clientId", "erp-api"),
                Map.of("uri", "https://x.example/#a", "clientId", "erp-api"),
                Map.of("uri", "https://x.example", "clientId", "ap-clerk"),
                Map.of("uri", "https://x.example", "clientId", "nobody"),
                Map.of("uri", "https://x.example", "clientId", "erp-api", "gateways", List.of("ap-clerk")))) {
            assertThat(admin.put("/agents/resources", wrong).status()).isEqualTo(400);
        }
        assertThat(admin.delete("/agents/resources?uri=https%3A%2F%2Fone.example%2Fapi")
                        .status())
                .isEqualTo(204);
        assertThat(admin.delete("/agents/resources?uri=https%3A%2F%2Fone.example%2Fapi")
                        .status())
                .isEqualTo(404);
    }

    private Answer create(String clientId, java.util.function.Consumer<ObjectNode> change) {
        return realm.tryAgent(
                realm.admin(), clientId, spec -> spec.owner(scene.alice).json(change));
    }

    private static void invalid(Answer answer, String named) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.json().path("errorMessage").asText()).contains(named);
    }

    private static Set<String> strings(JsonNode array) {
        Set<String> values = new TreeSet<>();
        array.forEach(value -> values.add(value.asText()));
        return values;
    }

    private static List<String> clientIds(Answer answer) {
        return answer.json().findValuesAsText("clientId");
    }
}
