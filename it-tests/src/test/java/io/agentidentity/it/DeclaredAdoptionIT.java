package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.server.DistributionServer;
import io.agentidentity.it.server.ServerSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Clients that say they are agents and become so at once, where realm and writer may have it so, and nowhere else. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeclaredAdoptionIT {

    private final TestRealm realm;
    private final AdminApi holder;
    private final AdminApi clients;

    DeclaredAdoptionIT(TestRealm realm) {
        this.realm = realm;
        new Scene(realm);
        holder = realm.adminUser("holder", "manage-agents", "manage-clients", "view-clients", "manage-realm");
        clients = realm.adminUser("clients-only", "manage-clients", "view-clients", "manage-realm");
        realm.settings(Map.of("adoptDeclared", true)).expect(200);
    }

    @Test
    void aClientThatAHolderOfManageAgentsWritesIsAnAgentAtOnce() {
        holder.post("/clients", declaring("by-holder")).expect(201);
        await().until(() -> !agents("by-holder").isEmpty());
        JsonNode agent = agents("by-holder").path(0);
        assertThat(agent.path("status").asText()).isEqualTo("active");
        assertThat(agent.at("/owner/username").asText()).isEqualTo("bob");
        assertThat(agent.path("purpose").asText()).isEqualTo("Reads invoices");
        assertThat(declared("by-holder")).isEmpty();
        assertThat(realm.audit("agent=by-holder&type=agent.adopted.v1")).hasSize(1);
        JsonNode client = holder.get("/clients/" + agent.path("id").asText()).json();
        assertThat(client.path("fullScopeAllowed").asBoolean()).isFalse();
        assertThat(client.path("standardFlowEnabled").asBoolean()).isFalse();

        holder.post(
                        "/partialImport",
                        Map.of("ifResourceExists", "FAIL", "clients", List.of(declaring("by-holders-import"))))
                .expect(200);
        await().until(() -> !agents("by-holders-import").isEmpty());

        String plain = holder.post("/clients", Map.of("clientId", "said-later", "serviceAccountsEnabled", true))
                .createdId();
        assertThat(agents("said-later")).isEmpty();
        ObjectNode later = declaring("said-later");
        holder.put("/clients/" + plain, later).expect(204);
        await().until(() -> !agents("said-later").isEmpty());
    }

    @Test
    void nobodyElseMakesOne() {
        clients.post("/clients", declaring("by-clients-only")).expect(201);
        clients.post(
                        "/partialImport",
                        Map.of("ifResourceExists", "FAIL", "clients", List.of(declaring("by-clients-import"))))
                .expect(200);
        String access = realm.admin()
                .post("/clients-initial-access", Map.of("count", 1, "expiration", 600))
                .json()
                .path("token")
                .asText();
        realm.call("POST", "/clients-registrations/default", declaring("by-registration"), access)
                .expect(201);
        realm.call("POST", "/clients-registrations/default", declaring("by-holders-registration"), holder.accessToken())
                .expect(201);
        // What a holder writes later is not their word for what was there before.
        ObjectNode changed = (ObjectNode) holder.get("/clients/" + realm.clientUuid("by-clients-only"))
                .expect(200)
                .json();
        changed.put("description", "changed by a holder");
        holder.put("/clients/" + realm.clientUuid("by-clients-only"), changed).expect(204);
        // Whatever would come of these came before what comes of this one.
        holder.post("/clients", declaring("the-last")).expect(201);
        await().until(() -> !agents("the-last").isEmpty());

        for (String clientId :
                List.of("by-clients-only", "by-clients-import", "by-registration", "by-holders-registration")) {
            assertThat(agents(clientId)).as(clientId).isEmpty();
            assertThat(declared(clientId)).as(clientId).hasSize(1);
        }
    }

    @Test
    void whatCannotBecomeAnAgentStaysAsItIs() {
        ObjectNode ownerless = declaring("ownerless");
        ownerless.withObject("/attributes").put("agent.owner", "nobody-of-this-name");
        String id = holder.post("/clients", ownerless).createdId();
        assertThat(declared("ownerless")).hasSize(1);
        assertThat(agents("ownerless")).isEmpty();
        assertThat(holder.get("/clients/" + id).json().path("fullScopeAllowed").asBoolean())
                .as("its client is as it was written")
                .isTrue();
        assertThat(holder.delete("/clients/" + id).status()).isEqualTo(204);
    }

    @Test
    void itTakesTheRealmsWord(Realms realms) {
        TestRealm silent = realms.create("silent");
        new Scene(silent);
        AdminApi there = silent.adminUser("holder", "manage-agents", "manage-clients", "view-clients");
        there.post("/clients", declaring("unheard")).expect(201);
        silent.settings(Map.of("adoptDeclared", true)).expect(200);
        there.post("/clients", declaring("heard")).expect(201);
        await().until(() -> !silent.admin().get("/agents?search=heard").json().isEmpty());
        assertThat(silent.admin().get("/agents?search=unheard").json()).isEmpty();
        assertThat(silent.admin().get("/agents?status=declared").json().findValuesAsText("clientId"))
                .containsExactly("unheard");
    }

    @Test
    void aRealmThatIsImportedAsTheServerStartsMayBringItsAgentsAlong(@TempDir Path directory) throws IOException {
        write(directory, "with-agents", true);
        write(directory, "without-agents", false);
        ServerSetup setup = ServerSetup.fromProperties()
                .withJvmOptions("-XX:+UseSerialGC", "-Xms96m", "-Xmx512m", "-Dkeycloak.migration.dir=" + directory);
        try (DistributionServer server = DistributionServer.start(setup)) {
            Realms realms = Realms.on(server);
            AdminApi with = realms.existing("with-agents").admin();
            JsonNode agents = with.get("/agents").expect(200).json();
            assertThat(agents.findValuesAsText("clientId")).containsExactly("imported");
            assertThat(agents.at("/0/owner/username").asText()).isEqualTo("bob");
            assertThat(with.get("/agents/settings").json().path("adoptDeclared").asBoolean())
                    .isTrue();
            AdminApi without = realms.existing("without-agents").admin();
            assertThat(without.get("/agents").expect(200).json()).isEmpty();
            assertThat(without.get("/agents?status=declared").json().findValuesAsText("clientId"))
                    .containsExactly("imported");

            ObjectNode later = document("later", true);
            realms.server().post("/realms", later).expect(201);
            AdminApi running = realms.existing("later").admin().renew();
            assertThat(running.get("/agents").expect(200).json())
                    .as("while the server runs the attribute means nothing")
                    .isEmpty();
            assertThat(running.get("/agents/settings")
                            .json()
                            .path("adoptDeclared")
                            .asBoolean())
                    .isFalse();
        }
    }

    private static void write(Path directory, String realm, boolean adopt) throws IOException {
        Files.writeString(
                directory.resolve(realm + "-realm.json"), document(realm, adopt).toString());
    }

    private static ObjectNode document(String realm, boolean adopt) {
        ObjectNode document = Json.object().put("realm", realm).put("enabled", true);
        document.putObject("attributes").put("agent.adoptDeclared", Boolean.toString(adopt));
        document.putArray("users").addObject().put("username", "bob").put("enabled", true);
        ObjectNode client = declaring("imported");
        client.withObject("/attributes").remove(List.of("agent.scopes", "agent.targets"));
        document.putArray("clients").add(client);
        return document;
    }

    private static ObjectNode declaring(String clientId) {
        ObjectNode client = Json.object()
                .put("clientId", clientId)
                .put("enabled", true)
                .put("clientAuthenticatorType", "client-jwt")
                .put("serviceAccountsEnabled", true)
                .put("fullScopeAllowed", true);
        client.putArray("optionalClientScopes");
        client.putArray("defaultClientScopes");
        ObjectNode keys = Json.object();
        keys.putArray("keys").add(AgentKey.generate().publicJwk());
        client.putObject("attributes")
                .put("use.jwks.string", "true")
                .put("jwks.string", keys.toString())
                .put("agent.owner", "bob")
                .put("agent.purpose", "Reads invoices")
                .put("agent.scopes", Scene.READ)
                .put("agent.targets", "erp-api");
        return client;
    }

    private JsonNode agents(String clientId) {
        return realm.admin().get("/agents?search=" + clientId).expect(200).json();
    }

    private JsonNode declared(String clientId) {
        return realm.admin()
                .get("/agents?status=declared&search=" + clientId)
                .expect(200)
                .json();
    }
}
