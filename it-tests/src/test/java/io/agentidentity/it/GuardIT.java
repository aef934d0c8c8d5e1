package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Http;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No route of Keycloak gives an agent's client or service account what only its record may give (AC-13, 14, 52, 53, 58, 59). */
@KeycloakTest
@Tag("smoke")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardIT {

    private static final Map<String, ?> ACT_MAPPER = Map.of(
            "name",
            "act",
            "protocol",
            "openid-connect",
            "protocolMapper",
            "oidc-hardcoded-claim-mapper",
            "config",
            Map.of("claim.name", "act.sub", "claim.value", "root", "access.token.claim", "true"));

    private final TestRealm realm;
    private final Scene scene;
    private final AdminApi admin;
    private final String client;
    private final String account;
    private final String anyScope;
    private final String anyGroup;
    private final JsonNode anyRole;

    GuardIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        admin = realm.admin();
        client = "/clients/" + scene.clerk.id();
        account = "/users/" + scene.clerk.serviceAccountId();
        anyScope = scopeId("profile");
        anyGroup = admin.post("/groups", Map.of("name", "staff")).createdId();
        anyRole = admin.get("/roles/offline_access").expect(200).json();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /protocol-mappers/models",
        "POST, /protocol-mappers/add-models",
        "PUT, /protocol-mappers/models/x",
        "POST, /scope-mappings/realm",
        "POST, /scope-mappings/clients/{client}",
        "PUT, /default-client-scopes/{scope}",
        "PUT, /optional-client-scopes/{scope}",
        "DELETE, /optional-client-scopes/{scope}",
        "POST, /client-secret",
        "POST, /registration-access-token",
        "POST, /certificates/jwt.credential/generate",
        "POST, /certificates/jwt.credential/generate-and-download",
        "POST, /certificates/jwt.credential/upload",
        "POST, /certificates/jwt.credential/upload-certificate",
        "PUT, /management/permissions"
    })
    void ac52TheClientsSubresourcesAreNotWritten(String method, String below) {
        JsonNode before = admin.client(scene.clerk.id());
        String path = client + below.replace("{scope}", anyScope).replace("{client}", scene.erp.id());
        boolean takesList = below.endsWith("add-models") || below.contains("scope-mappings");
        managed(admin.send(method, path, takesList ? List.of(anyRole) : ACT_MAPPER));
        assertThat(admin.client(scene.clerk.id())).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, ''",
        "DELETE, ''",
        "PUT, /reset-password",
        "PUT, /reset-password-email",
        "PUT, /execute-actions-email",
        "PUT, /send-verify-email",
        "POST, /impersonation",
        "POST, /role-mappings/realm",
        "POST, /role-mappings/clients/{client}",
        "PUT, /groups/{group}",
        "POST, /federated-identity/x"
    })
    void ac59TheServiceAccountIsNotWritten(String method, String below) {
        ObjectNode user = (ObjectNode) admin.get(account).expect(200).json();
        Object body = below.contains("role-mappings")
                ? List.of(anyRole)
                : user.deepCopy().put("email", "x@example.org");
        String path = account + below.replace("{group}", anyGroup).replace("{client}", scene.erp.id());
        managed(admin.send(method, path, body));
        assertThat(admin.get(account).json()).isEqualTo(user);
        assertThat(admin.get(account + "/role-mappings").json()).isEmpty();
        assertThat(admin.get(account + "/groups").json()).isEmpty();
        assertThat(admin.get(account + "/credentials").json()).isEmpty();
    }

    @Test
    void aRefusedAttemptIsRecordedWithTheAdministrator() {
        TestAgent agent = scene.agent("attempted", spec -> spec);
        AdminApi helpdesk = realm.adminUser("helpdesk", "manage-clients", "view-users");
        managed(helpdesk.post("/clients/" + agent.id() + "/protocol-mappers/models", ACT_MAPPER));
        ObjectNode changed = (ObjectNode) helpdesk.get("/clients/" + agent.id()).json();
        helpdesk.put("/clients/" + agent.id(), changed.put("publicClient", true))
                .expect(400);
        JsonNode records = realm.audit("agent=attempted&type=agent.request.refused.v1");
        assertThat(records).hasSize(2);
        String helpdeskId =
                admin.get("/users?username=helpdesk").json().at("/0/id").asText();
        for (JsonNode record : records) {
            assertThat(record.at("/data/actor/sub").asText()).isEqualTo(helpdeskId);
            assertThat(record.at("/data/actor/iss").asText()).isEqualTo(realm.issuer());
            assertThat(record.at("/data/actor_kind").asText()).isEqualTo("person");
            assertThat(record.at("/data/outcome").asText()).isEqualTo("refused");
        }
        assertThat(records.toString()).contains("change protocol-mappers", "change publicClient");
    }

    @Test
    void whoMayNotDoItAnywayGetsKeycloaksOwnAnswer() {
        String ordinary = "/clients/" + scene.portal.id();
        String person = "/users/" + scene.bob.id();
        AdminApi viewer = realm.adminUser("viewer", "view-clients", "view-users", "view-realm");
        AdminApi nobody = realm.adminAs(scene.alice);
        for (AdminApi caller : List.of(viewer, nobody)) {
            for (String below : List.of("/protocol-mappers/models", "/registration-access-token")) {
                same(caller.post(client + below, ACT_MAPPER), caller.post(ordinary + below, ACT_MAPPER), 403);
            }
            same(caller.post(account + "/impersonation"), caller.post(person + "/impersonation"), 403);
            same(
                    caller.put(account + "/groups/" + anyGroup, Map.of()),
                    caller.put(person + "/groups/" + anyGroup, Map.of()),
                    403);
        }
        for (String token : List.of("", "nonsense", scene.clerk.actorToken().accessToken())) {
            same(
                    withToken("POST", client + "/registration-access-token", token),
                    withToken("POST", ordinary + "/registration-access-token", token),
                    401);
        }
    }

    @Test
    void readingAndSafeSettingsStayAllowed() {
        for (String below : List.of(
                "",
                "/protocol-mappers/models",
                "/scope-mappings",
                "/default-client-scopes",
                "/optional-client-scopes",
                "/client-secret",
                "/service-account-user",
                "/certificates/jwt.credential",
                "/roles",
                "/user-sessions")) {
            assertThat(admin.get(client + below).status()).as(below).isEqualTo(200);
        }
        for (String below : List.of("", "/role-mappings", "/groups", "/credentials", "/sessions")) {
            assertThat(admin.get(account + below).status()).as(below).isEqualTo(200);
        }
        assertThat(admin.post(client + "/push-revocation").status()).isEqualTo(200);
        assertThat(admin.post(account + "/logout").status()).isEqualTo(204);
        assertThat(scene.clerk.update(Map.of("description", "safe")).status()).isEqualTo(204);
        assertThat(scene.portal.update(Map.of("description", "ordinary")).status())
                .isEqualTo(204);
    }

    @Test
    void ac14OnlyAnAgentThatAuthenticatesWithASecretGetsANewOne() {
        Answer made = realm.tryAgent(
                admin,
                "with-secret",
                spec -> spec.owner(scene.alice)
                        .environment("development")
                        .json(json -> json.putObject("credential").put("type", "client_secret")));
        String secret = "/clients/" + made.createdId() + "/client-secret";
        String fresh = admin.post(secret).expect(200).json().path("value").asText();
        assertThat(withSecret("with-secret", fresh).status()).isEqualTo(200);
        managed(admin.post(client + "/client-secret"));
        assertThat(scene.clerk.update(Map.of("secret", "chosen-by-somebody")).status())
                .isEqualTo(400);
        assertThat(withSecret("ap-clerk", "chosen-by-somebody").status()).isIn(400, 401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"authorizationServicesEnabled\":true}",
                "{\"defaultClientScopes\":[\"roles\"]}",
                "{\"optionalClientScopes\":[\"offline_access\"]}",
                "{\"protocolMappers\":[{\"name\":\"sub\",\"protocol\":\"openid-connect\",\"protocolMapper\":"
                        + "\"oidc-hardcoded-claim-mapper\",\"config\":{\"claim.name\":\"sub\",\"claim.value\":\"root\"}}]}"
            })
    void ac53NeitherTheAdminApiNorClientRegistrationWidensTheClient(String change) {
        ObjectNode body = (ObjectNode) admin.get(client).json();
        body.setAll((ObjectNode) Json.parse(change));
        assertThat(admin.put(client, body).status()).isEqualTo(400);
        Answer registration = realm.call(
                "PUT",
                "/clients-registrations/default/ap-clerk",
                body,
                registrar().accessToken());
        assertThat(registration.status()).as(registration.toString()).isIn(400, 403);
        unchanged(scene.clerk);
    }

    @Test
    void ac53ClientRegistrationSeesAnAgentAndMayRemoveIt() {
        AdminApi registrar = registrar();
        TestAgent agent = scene.agent("registered", spec -> spec);
        String path = "/clients-registrations/default/registered";
        assertThat(realm.call("GET", path, "", registrar.accessToken()).status())
                .isEqualTo(200);
        assertThat(realm.call("GET", path, "", "").status()).isEqualTo(401);
        assertThat(realm.call("DELETE", path, "", registrar.accessToken()).status())
                .isEqualTo(204);
        assertThat(admin.get(agent.path("")).status()).isEqualTo(404);
    }

    @Test
    void ac59ARoleAGroupOrAnIdentityDoesNotReachTheServiceAccountByAnotherWay() {
        String organization = "{\"name\":\"org\",\"domains\":[{\"name\":\"org.example\"}]}";
        admin.put("/", Map.of("realm", realm.name(), "organizationsEnabled", true))
                .expect(204);
        String org = admin.post("/organizations", organization).createdId();
        Answer member = admin.post("/organizations/" + org + "/members", "\"" + scene.clerk.serviceAccountId() + "\"");
        assertThat(member.status()).as(member.toString()).isBetween(400, 499);
        assertThat(admin.get("/organizations/" + org + "/members").json()).isEmpty();
    }

    @Test
    void ac59APartialImportThatSkipsChangesNothing() {
        ObjectNode imported = imported("SKIP", "ap-clerk");
        assertThat(admin.post("/partialImport", imported)
                        .expect(200)
                        .json()
                        .path("skipped")
                        .asInt())
                .isEqualTo(2);
        unchanged(scene.clerk);
    }

    @Test
    void ac53APartialImportThatOverwritesTheClientLeavesAnOrdinaryClient() {
        TestAgent agent = scene.agent("overwritten", spec -> spec);
        ObjectNode imported = imported("OVERWRITE", "overwritten");
        imported.remove("users");
        admin.post("/partialImport", imported).expect(200);
        assertThat(admin.get(agent.path("")).status()).isEqualTo(404);
        assertThat(realm.audit("agent=overwritten").findValuesAsText("type")).contains("agent.deleted.v1");
        Answer exchange =
                agent.exchange(scene.login().accessToken()).audience("erp-api").send();
        assertThat(exchange.json().has("access_token")).as(exchange.toString()).isFalse();
    }

    @Test
    void ac59WhatAnImportGivesTheServiceAccountShowsInNoTokenAndNobodyLogsInAsIt() {
        TestAgent agent = scene.agent("enriched", spec -> spec);
        ObjectNode imported = imported("OVERWRITE", "enriched");
        imported.remove("clients");
        admin.post("/partialImport", imported).expect(200);
        assertThat(admin.get("/users/" + agent.serviceAccountId() + "/role-mappings")
                        .json()
                        .toString())
                .contains("realm-admin");
        unchanged(agent);
        String actor = agent.actorToken().accessToken();
        assertThat(withToken("GET", "/users", actor).status()).isEqualTo(401);
        Answer login = scene.portal.tokenRequest(Form.of("grant_type", "password")
                .and("username", "service-account-enriched")
                .and("password", "imported"));
        assertThat(login.status()).as(login.toString()).isIn(400, 401);
        assertThat(login.json().has("access_token")).isFalse();
        assertThat(admin.post("/users/" + agent.serviceAccountId() + "/impersonation")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void ac59DefaultScopesRolesAndCompositesOfTheRealmReachNoAgent() {
        String scope = admin.post(
                        "/client-scopes",
                        Map.of(
                                "name",
                                "added-later",
                                "protocol",
                                "openid-connect",
                                "protocolMappers",
                                List.of(ACT_MAPPER)))
                .createdId();
        admin.put("/default-default-client-scopes/" + scope, "").expect(204);
        admin.put("/default-groups/" + anyGroup, "").expect(204);
        admin.post("/roles-by-id/" + defaultRole() + "/composites", List.of(realmAdmin()))
                .expect(204);
        try {
            unchanged(scene.clerk);
            unchanged(scene.agent("made-later", spec -> spec));
        } finally {
            admin.delete("/default-default-client-scopes/" + scope).expect(204);
            admin.delete("/default-groups/" + anyGroup).expect(204);
            admin.send("DELETE", "/roles-by-id/" + defaultRole() + "/composites", List.of(realmAdmin()))
                    .expect(204);
        }
    }

    @Test
    void ac89NoGrantBeyondTheTwoOfAnAgentAndNoOfflineAccess() {
        for (String grant : List.of("urn:ietf:params:oauth:grant-type:jwt-bearer", "password", "refresh_token")) {
            Answer answer = scene.clerk.tokenRequest(
                    Form.of("grant_type", grant).and("assertion", scene.clerk.clientAssertion()));
            assertThat(answer.status()).as(answer.toString()).isIn(400, 401);
            assertThat(answer.json().has("access_token")).isFalse();
        }
        assertThat(scene.clerk.clientCredentials("offline_access").error()).isEqualTo("unauthorized_client");
        assertThat(scene.exchange().scope("offline_access").send().error()).isEqualTo("invalid_scope");
    }

    /** The agent's tokens are those of its record, and nothing else. */
    private void unchanged(TestAgent agent) {
        JsonNode actor = agent.actorToken().claims();
        assertThat(names(actor))
                .containsExactlyInAnyOrder("exp", "iat", "jti", "iss", "aud", "sub", "typ", "azp", "client_id");
        assertThat(actor.path("aud").asText()).isEqualTo(realm.issuer());
        JsonNode task = agent.exchange(scene.login().accessToken())
                .audience("erp-api")
                .token()
                .claims();
        assertThat(task.path("sub").asText()).isEqualTo(scene.alice.id());
        assertThat(task.at("/act/client_id").asText()).isEqualTo(agent.clientId());
        assertThat(names(task)).doesNotContain("realm_access", "resource_access", "sid");
        assertThat(Set.of(task.path("scope").asText().split(" "))).isEqualTo(Set.of(Scene.READ, Scene.WRITE));
    }

    private ObjectNode imported(String policy, String clientId) {
        ObjectNode body = Json.object().put("ifResourceExists", policy);
        ObjectNode made = body.putArray("clients").addObject();
        made.put("clientId", clientId)
                .put("secret", "imported")
                .put("serviceAccountsEnabled", true)
                .put("directAccessGrantsEnabled", true)
                .put("fullScopeAllowed", true);
        made.putObject("attributes").put("agent.managed", "true").put("standard.token.exchange.enabled", "true");
        ObjectNode user = body.putArray("users").addObject();
        user.put("username", "service-account-" + clientId)
                .put("enabled", true)
                .put("serviceAccountClientId", clientId);
        user.putArray("credentials").addObject().put("type", "password").put("value", "imported");
        user.putObject("clientRoles").putArray("realm-management").add("realm-admin");
        user.putArray("realmRoles").add("offline_access");
        return body;
    }

    private AdminApi registrar() {
        Answer found = admin.get("/users?username=registrar");
        return found.json().isEmpty()
                ? realm.adminUser("registrar", "manage-clients", "create-client")
                : realm.adminAs(new Person(found.json().at("/0/id").asText(), "registrar", "a-password"));
    }

    /** The admin API with any token, or none. */
    private Answer withToken(String method, String path, String token) {
        String url = realm.issuer().replace("/realms/", "/admin/realms/") + path;
        return Http.create()
                .json(method, url, "", token.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + token));
    }

    private Answer withSecret(String clientId, String secret) {
        return realm.tokenRequest(Form.of("grant_type", "client_credentials")
                .and("client_id", clientId)
                .and("client_secret", secret));
    }

    private String scopeId(String name) {
        for (JsonNode scope : admin.get("/client-scopes").expect(200).json()) {
            if (scope.path("name").asText().equals(name)) {
                return scope.path("id").asText();
            }
        }
        throw new AssertionError("no scope " + name);
    }

    private String defaultRole() {
        return admin.get("/roles/default-roles-" + realm.name())
                .expect(200)
                .json()
                .path("id")
                .asText();
    }

    private JsonNode realmAdmin() {
        return admin.get("/clients/" + realm.clientUuid("realm-management") + "/roles/realm-admin")
                .expect(200)
                .json();
    }

    private static void managed(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(409);
        assertThat(answer.json().path("errorMessage").asText()).contains("agents API");
    }

    private static void same(Answer ours, Answer theirs, int status) {
        assertThat(theirs.status()).isEqualTo(status);
        assertThat(ours.status()).as(ours.toString()).isEqualTo(status);
        assertThat(ours.body()).isEqualTo(theirs.body());
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
