package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Http;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.ResourceServer;
import io.agentidentity.it.realm.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whose clients may become agents, and what a client had before is not the agent's. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdoptionRightsIT {

    private final TestRealm realm;
    private final Scene scene;
    private final AdminApi admin;

    AdoptionRightsIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        admin = realm.admin();
    }

    private static ObjectNode body(String clientId) {
        ObjectNode body = Json.object().put("clientId", clientId).put("owner", "alice");
        body.putObject("credential")
                .put("type", "private_key_jwt")
                .putObject("jwks")
                .putArray("keys")
                .add(AgentKey.generate().publicJwk());
        return body;
    }

    private static void refused(Answer answer, int status, String named) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.json().path("errorMessage").asText()).contains(named);
    }

    @Test
    void adoptingTakesTheRightToManageTheClientToo() {
        ResourceServer bot = realm.resourceServer("somebodys-bot");
        AdminApi agentsOnly = realm.adminUser("agents-only", "manage-agents", "view-clients");
        for (String path : List.of("/agents/adopt", "/agents/adopt?dryRun=true")) {
            for (String clientId : List.of("somebodys-bot", "portal")) {
                refused(agentsOnly.post(path, body(clientId)), 403, "manage-clients");
            }
        }
        assertThat(bot.clientCredentials().status()).isEqualTo(200);
        assertThat(scene.login().accessToken()).isNotEmpty();
        assertThat(realm.audit("outcome=refused").findValuesAsText("name")).contains("POST /agents/adopt");
        realm.adminUser("both", "manage-agents", "manage-clients")
                .post("/agents/adopt", body("somebodys-bot"))
                .expect(200);
    }

    @Test
    void onlyAConfidentialClientWithAServiceAccountCanBeAdopted() {
        realm.app("single-page");
        refused(admin.post("/agents/adopt", body("single-page")), 400, "confidential client with a service account");
        refused(admin.post("/agents/adopt", body("portal")), 400, "confidential client with a service account");
        assertThat(scene.login().accessToken()).isNotEmpty();
    }

    @Test
    void aServerThatOthersNameStaysOne() {
        ResourceServer orders = realm.resourceServer("orders-api");
        ResourceServer guard = realm.resourceServer("orders-gateway");
        realm.resource("https://orders.example/api", orders, guard);
        refused(admin.post("/agents/adopt", body("orders-api")), 409, "resource URI");
        refused(admin.post("/agents/adopt", body("orders-gateway")), 409, "gateway");
        realm.resourceServer("uma-api", client -> client.put("authorizationServicesEnabled", true));
        refused(admin.post("/agents/adopt", body("uma-api")), 409, "authorization services");
    }

    @Test
    void keysThatCannotBeReadAreSaidToBeSo() {
        realm.customClient(
                "broken-keys",
                "client-jwt",
                Map.of("use.jwks.string", "true", "jwks.string", "-----BEGIN PUBLIC KEY-----"),
                form -> form);
        ObjectNode body = body("broken-keys");
        body.remove("credential");
        refused(admin.post("/agents/adopt", body), 400, "jwks.string");
    }

    @Test
    void whatWasGivenToTheClientBeforeIsVoidAndADryRunSaysSo() {
        ResourceServer bot = realm.resourceServer(
                "bot-with-a-past",
                client -> client.putArray("optionalClientScopes").add(Scene.READ));
        consent("bot-with-a-past");
        String token = bot.serviceToken().accessToken();
        String registration = admin.post("/clients/" + bot.id() + "/registration-access-token")
                .expect(200)
                .json()
                .path("registrationAccessToken")
                .asText();
        assertThat(consents().toString()).contains("bot-with-a-past");
        assertThat(good(token)).isTrue();
        String renewed = registered(registration)
                .expect(200)
                .json()
                .path("registrationAccessToken")
                .asText();

        ObjectNode body = body("bot-with-a-past");
        body.putObject("delegation").put("rule", "consent");
        JsonNode changes =
                admin.post("/agents/adopt?dryRun=true", body).expect(200).json().path("changes");
        assertThat(changes.findValuesAsText("setting")).contains("consents", "registrationAccessToken", "notBefore");
        assertThat(changes.toString()).doesNotContain(renewed);
        assertThat(consents().toString()).contains("bot-with-a-past");
        assertThat(good(token)).isTrue();

        admin.post("/agents/adopt", body).expect(200);
        assertThat(consents().toString()).doesNotContain("bot-with-a-past");
        assertThat(good(token)).isFalse();
        for (String old : List.of(registration, renewed)) {
            assertThat(registered(old).status()).isEqualTo(401);
            assertThat(realm.call("DELETE", "/clients-registrations/default/bot-with-a-past", "", old)
                            .status())
                    .isEqualTo(401);
        }
        admin.get("/agents/" + bot.id()).expect(200);
    }

    private JsonNode consents() {
        return admin.get("/users/" + scene.bob.id() + "/consents").expect(200).json();
    }

    /** Whether Keycloak takes the token for a good one, which has no right here. */
    private boolean good(String token) {
        int status = Http.create()
                .json(
                        "GET",
                        realm.issuer().replace("/realms/", "/admin/realms/") + "/users",
                        "",
                        Map.of("Authorization", "Bearer " + token))
                .status();
        assertThat(status).isIn(401, 403);
        return status == 403;
    }

    private Answer registered(String token) {
        return realm.call("GET", "/clients-registrations/default/bot-with-a-past", "", token);
    }

    private void consent(String clientId) {
        String scope = admin.get("/client-scopes")
                .json()
                .valueStream()
                .filter(one -> Scene.READ.equals(one.path("name").asText()))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
        realm.call(
                        "POST",
                        "/account/applications/" + clientId + "/consent",
                        Map.of("grantedScopes", List.of(Map.of("id", scope, "name", Scene.READ))),
                        scene.portal.login(scene.bob).accessToken())
                .expect(200);
    }
}
