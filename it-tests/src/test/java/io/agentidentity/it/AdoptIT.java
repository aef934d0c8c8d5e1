package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.CustomClient;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.ResourceServer;
import io.agentidentity.it.realm.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that exist become agents, and clients that only say so do not. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdoptIT {

    private final Scene scene;
    private final TestRealm realm;
    private final AdminApi admin;

    AdoptIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        admin = realm.admin();
    }

    /** A bot as people made them before: flows, a mapper, a secret, roles on its service account. */
    private ResourceServer legacy(String clientId) {
        ResourceServer client = realm.resourceServer(clientId, json -> {
            json.put("standardFlowEnabled", true)
                    .put("directAccessGrantsEnabled", true)
                    .put("implicitFlowEnabled", true)
                    .put("fullScopeAllowed", true)
                    .put("name", "The old bot");
            json.putObject("attributes").put("standard.token.exchange.enabled", "true");
            json.putArray("optionalClientScopes").add(Scene.READ).add("offline_access");
        });
        client.addAudience("erp-api");
        String management = realm.clientUuid("realm-management");
        JsonNode role =
                admin.get("/clients/" + management + "/roles/view-users").json();
        admin.post("/users/" + client.serviceAccountId() + "/role-mappings/clients/" + management, List.of(role))
                .expect(204);
        return client;
    }

    private static ObjectNode withKey(ObjectNode body, AgentKey key) {
        body.putObject("credential")
                .put("type", "private_key_jwt")
                .putObject("jwks")
                .putArray("keys")
                .add(key.publicJwk());
        return body;
    }

    private static ObjectNode body(String clientId) {
        return Json.object().put("clientId", clientId).put("owner", "alice");
    }

    private JsonNode rolesOfAccount(ResourceServer client) {
        return admin.get("/users/" + client.serviceAccountId() + "/role-mappings")
                .json();
    }

    @Test
    void aDryRunSaysWhatWouldChangeAndChangesNothing() {
        ResourceServer bot = legacy("dry-bot");
        JsonNode before = admin.client(bot.id());
        JsonNode roles = rolesOfAccount(bot);

        JsonNode answer = admin.post("/agents/adopt?dryRun=true", withKey(body("dry-bot"), AgentKey.generate()))
                .expect(200)
                .json();

        assertThat(answer.path("dryRun").asBoolean()).isTrue();
        assertThat(answer.path("changes").findValuesAsText("setting"))
                .contains(
                        "standardFlowEnabled",
                        "directAccessGrantsEnabled",
                        "implicitFlowEnabled",
                        "fullScopeAllowed",
                        "redirectUris",
                        "protocolMappers",
                        "defaultClientScopes",
                        "clientAuthenticatorType",
                        "serviceAccount.roles");
        assertThat(answer.toString()).doesNotContain(bot.secret());
        assertThat(answer.at("/agent/name").asText()).isEqualTo("The old bot");
        assertThat(admin.client(bot.id())).isEqualTo(before);
        assertThat(rolesOfAccount(bot)).isEqualTo(roles);
        assertThat(admin.get("/agents/" + bot.id()).status()).isEqualTo(404);
        assertThat(bot.serviceToken().accessToken()).isNotEmpty();
        assertThat(realm.audit("agent=dry-bot")).isEmpty();
    }

    @Test
    void anAdoptedClientKeepsItsIdAndLosesWhatAnAgentMayNotHave() {
        ResourceServer bot = legacy("real-bot");
        AgentKey key = AgentKey.generate();
        JsonNode answer = admin.post("/agents/adopt", withKey(body("real-bot"), key))
                .expect(200)
                .json();

        assertThat(answer.at("/agent/id").asText()).isEqualTo(bot.id());
        assertThat(answer.at("/agent/owner/username").asText()).isEqualTo("alice");
        assertThat(answer.at("/agent/ceiling/scopes")).isEqualTo(Json.array(List.of(Scene.READ)));
        JsonNode client = admin.client(bot.id());
        for (String off : List.of(
                "standardFlowEnabled",
                "directAccessGrantsEnabled",
                "implicitFlowEnabled",
                "fullScopeAllowed",
                "publicClient")) {
            assertThat(client.path(off).asBoolean()).as(off).isFalse();
        }
        assertThat(client.path("protocolMappers")).isEmpty();
        assertThat(client.path("redirectUris")).isEmpty();
        assertThat(rolesOfAccount(bot)).isEmpty();
        assertThat(bot.clientCredentials().status()).as("its secret").isIn(400, 401);
        assertThat(byKey("real-bot", key).status()).as("its new key").isEqualTo(200);
        assertThat(admin.post("/agents/adopt", withKey(body("real-bot"), key)).status())
                .as("a second time")
                .isEqualTo(409);
    }

    private Answer byKey(String clientId, AgentKey key) {
        return realm.tokenRequest(Form.of("grant_type", "client_credentials")
                .and("client_id", clientId)
                .and("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                .and("client_assertion", key.clientAssertion(clientId, realm.issuer())));
    }

    @Test
    void aKeyThatAnAgentMayHaveIsKept() {
        AgentKey key = AgentKey.generate();
        CustomClient bot = realm.customClient(
                "key-bot",
                "client-jwt",
                Map.of("use.jwks.string", "true", "jwks.string", "{\"keys\":[" + key.publicJwk() + "]}"),
                form -> form);
        JsonNode answer =
                admin.post("/agents/adopt", body("key-bot")).expect(200).json();
        assertThat(answer.at("/agent/id").asText()).isEqualTo(bot.id());
        assertThat(answer.at("/agent/credential/jwks/keys/0/kid").asText())
                .isEqualTo(key.key().getKeyID());
        assertThat(byKey("key-bot", key).status()).isEqualTo(200);
    }

    @Test
    void aSecretOrNothingIsNoCredentialForProduction() {
        realm.resourceServer("secret-bot");
        realm.customClient("bare-bot", "client-secret-jwt", Map.of(), form -> form);
        refused(admin.post("/agents/adopt", body("secret-bot")), "client_secret");
        refused(admin.post("/agents/adopt", body("bare-bot")), "credential");
        admin.post("/agents/adopt", withKey(body("bare-bot"), AgentKey.generate()))
                .expect(200);
        Answer inDevelopment = admin.post("/agents/adopt", body("secret-bot").put("environment", "development"));
        assertThat(inDevelopment
                        .expect(200)
                        .json()
                        .at("/agent/credential/secret")
                        .asText())
                .hasSizeGreaterThan(30);
    }

    static Stream<Arguments> notAdoptable() {
        return Stream.of(
                Arguments.of("account", 400, "Keycloak's own"),
                Arguments.of("realm-management", 400, "Keycloak's own"),
                Arguments.of("admin-permissions", 400, "Keycloak's own"),
                Arguments.of("ap-clerk", 409, "agent already"),
                Arguments.of("saml-app", 400, "OIDC"),
                Arguments.of("nobody", 400, "nobody"));
    }

    @ParameterizedTest
    @MethodSource("notAdoptable")
    void someClientsCannotBecomeAgents(String clientId, int status, String named) {
        if ("admin-permissions".equals(clientId)) {
            ObjectNode settings = (ObjectNode) admin.get("").expect(200).json();
            admin.put("", settings.put("adminPermissionsEnabled", true)).expect(204);
        }
        if ("saml-app".equals(clientId)) {
            admin.post("/clients", Map.of("clientId", clientId, "protocol", "saml"))
                    .expect(201);
        }
        Answer answer = admin.post("/agents/adopt", withKey(body(clientId), AgentKey.generate()));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("errorMessage").asText()).contains(named);
    }

    @Test
    void aBodyWithoutClientIsRefused() {
        refused(admin.post("/agents/adopt", "{}"), "clientId");
        refused(admin.post("/agents/adopt", "[]"), "clientId");
        refused(admin.post("/agents/adopt?dryRun=1", body("erp-api")), "dryRun");
    }

    private static ObjectNode declaring(String clientId) {
        ObjectNode client = Json.object()
                .put("clientId", clientId)
                .put("enabled", true)
                .put("secret", "a-secret-of-a-declared-client")
                .put("serviceAccountsEnabled", true);
        client.putObject("attributes")
                .put("agent.managed", "true")
                .put("agent.owner", "bob")
                .put("agent.purpose", "Reads invoices")
                .put("agent.environment", "development")
                .put("agent.scopes", Scene.READ)
                .put("agent.targets", "erp-api " + Scene.MCP)
                .put("agent.actions", "invoices.list invoices.read")
                .put("agent.apps", "portal")
                .put("standard.token.exchange.enabled", "true");
        return client;
    }

    @Test
    void whatAClientSaysOfItselfMakesItNoAgent() {
        AdminApi clients = realm.adminUser("declaring", "manage-clients", "view-clients");
        clients.post("/clients", declaring("by-admin")).expect(201);
        admin.post("/partialImport", Map.of("ifResourceExists", "FAIL", "clients", List.of(declaring("by-import"))))
                .expect(200);
        String access = admin.post("/clients-initial-access", Map.of("count", 1, "expiration", 600))
                .json()
                .path("token")
                .asText();
        realm.call("POST", "/clients-registrations/default", declaring("by-registration"), access)
                .expect(201);

        for (String clientId : List.of("by-admin", "by-import", "by-registration")) {
            String listed = "/agents?status=declared&search=" + clientId;
            assertThat(admin.get(listed).json().findValuesAsText("clientId")).containsExactly(clientId);
            assertThat(admin.get(listed).json().at("/0/status").asText()).isEqualTo("declared");
            assertThat(admin.get("/agents/count?status=declared&search=" + clientId)
                            .body())
                    .isEqualTo("1");
            assertThat(admin.get("/agents?search=" + clientId).json()).isEmpty();
            String id = realm.clientUuid(clientId);
            assertThat(admin.get("/agents/" + id).status()).isEqualTo(404);
            Answer refused = clients.post("/agents/adopt", body(clientId));
            assertThat(refused.status()).as("manage-clients alone").isEqualTo(403);
        }
        Form asClient = Form.of("client_id", "by-admin").and("client_secret", "a-secret-of-a-declared-client");
        scene.portal.addAudience("by-admin");
        Answer exchanged =
                realm.tokenRequest(asClient.and("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
                        .and("subject_token", scene.login().accessToken())
                        .and("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"));
        assertThat(exchanged.token().claims().has("act"))
                .as("Keycloak's own exchange")
                .isFalse();
        assertThat(exchanged.json().has("authorization_details")).isFalse();
        assertThat(realm.tokenRequest(asClient.and("grant_type", "client_credentials"))
                        .token()
                        .claims()
                        .path("clientHost")
                        .isMissingNode())
                .as("Keycloak's own token of a service account")
                .isFalse();
    }

    @Test
    void aDeclaredClientMayStillBeATarget() {
        ObjectNode server = declaring("declared-server");
        admin.post("/clients", server).expect(201);
        scene.agent("calls-declared", spec -> spec.targets("declared-server"));
    }

    @Test
    void whatTheClientSaysFillsInWhatTheBodyLeavesOpen() {
        admin.post("/clients", declaring("filled-in")).expect(201);
        assertThat(admin.get("/agents/count?status=declared&search=filled-in").body())
                .isEqualTo("1");

        JsonNode agent = admin.post(
                        "/agents/adopt",
                        withKey(
                                Json.object()
                                        .put("clientId", "filled-in")
                                        .put("purpose", "What the administrator says counts"),
                                AgentKey.generate()))
                .expect(200)
                .json()
                .path("agent");

        assertThat(agent.at("/owner/username").asText()).isEqualTo("bob");
        assertThat(agent.path("purpose").asText()).isEqualTo("What the administrator says counts");
        assertThat(agent.path("environment").asText()).isEqualTo("development");
        assertThat(agent.at("/ceiling/scopes")).isEqualTo(Json.array(List.of(Scene.READ)));
        assertThat(agent.at("/ceiling/targets")).isEqualTo(Json.array(List.of("erp-api", Scene.MCP)));
        assertThat(agent.at("/ceiling/actions")).isEqualTo(Json.array(List.of("invoices.list", "invoices.read")));
        assertThat(agent.at("/delegation/apps")).isEqualTo(Json.array(List.of("portal")));
        assertThat(admin.get("/agents/count?status=declared&search=filled-in").body())
                .isEqualTo("0");
    }

    @Test
    void aClientThatStopsSayingSoIsNoLongerListed() {
        String id = admin.post("/clients", declaring("reformed")).createdId();
        ObjectNode client = (ObjectNode) admin.client(id);
        client.withObject("/attributes").properties().forEach(attribute -> {
            if (attribute.getKey().startsWith("agent.")) {
                attribute.setValue(Json.of(""));
            }
        });
        admin.put("/clients/" + id, client).expect(204);
        assertThat(admin.get("/agents/count?status=declared&search=reformed").body())
                .isEqualTo("0");
        admin.post("/clients", declaring("deleted")).expect(201);
        admin.delete("/clients/" + realm.clientUuid("deleted")).expect(204);
        assertThat(admin.get("/agents/count?status=declared&search=deleted").body())
                .isEqualTo("0");
    }

    private static void refused(Answer answer, String named) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.json().path("errorMessage").asText()).contains(named);
    }
}
