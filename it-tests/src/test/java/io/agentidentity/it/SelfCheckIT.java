package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Http;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.it.server.DistributionServer;
import io.agentidentity.it.server.ServerSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** AC-85: a server that lacks a part of agent identity serves everybody but agents, and says why. */
@DisabledIfSystemProperty(named = "keycloak.url", matches = ".+", disabledReason = "starts servers of its own")
@DisabledIfSystemProperty(
        named = "keycloak.launcher",
        matches = "container",
        disabledReason = "starts servers of its own")
class SelfCheckIT {

    private static final String UMA = "urn:ietf:params:oauth:grant-type:uma-ticket";

    @Test
    void ac85OptionsThatPutOtherProvidersInPlaceOfOurs() {
        ServerSetup setup = ServerSetup.fromProperties()
                .withBuildOptions(
                        "--spi-client-policy-manager--provider=default",
                        "--spi-oauth2-token-exchange--agent--enabled=false",
                        "--spi-events-listener--agent-events--enabled=false");
        try (DistributionServer server = DistributionServer.start(setup)) {
            saysWhy(server, "client-policy-manager", "oauth2-token-exchange", "events-listener");
            Scene scene = new Scene(Realms.on(server).create("odd"));
            ordinaryClientsAreServed(scene);
            assertThat(scene.clerk.clientCredentials().error()).isEqualTo("temporarily_unavailable");
            agentsGetNothing(scene);
            scene.clerk
                    .update(Map.of(
                            "directAccessGrantsEnabled",
                            true,
                            "attributes",
                            Map.of("standard.token.exchange.enabled", "true")))
                    .expect(204);
            scene.portal.addAudience("ap-clerk");
            agentsGetNothing(scene);
            assertThat(scene.clerk
                            .tokenRequest(Form.of("grant_type", "password")
                                    .and("username", "alice")
                                    .and("password", scene.alice.password()))
                            .error())
                    .isEqualTo("unauthorized_client");
        }
    }

    @Test
    void ac85AMissingJar(@TempDir Path providers) throws IOException {
        ServerSetup whole = ServerSetup.fromProperties();
        try (Stream<Path> jars = Files.list(whole.providers().orElseThrow())) {
            for (Path jar : jars.filter(file -> !file.getFileName().toString().startsWith("token-exchange-policy"))
                    .toList()) {
                Files.copy(jar, providers.resolve(jar.getFileName()));
            }
        }
        try (DistributionServer server =
                DistributionServer.start(whole.withProviders(providers).withBuildOptions("--features=client-types"))) {
            saysWhy(server, "token-exchange-policy");
            Realms realms = Realms.on(server);
            Scene scene = new Scene(realms.create("halved"));
            ordinaryClientsAreServed(scene);
            agentsGetNothing(scene);
            assertThat(scene.realm.admin().get("/agents/tasks").status()).isEqualTo(503);
            scene.clerk.suspend("not now").expect(200);
            Person leaver = scene.realm.person("leaver");
            scene.realm.admin().delete("/users/" + leaver.id()).expect(204);
            hasTheClientType(scene.realm);
            hasTheClientType(realms.existing("master"));
            TestRealm gone = realms.create("gone");
            gone.admin().delete("").expect(204);
        }
    }

    private static void saysWhy(DistributionServer server, String... named) {
        List<String> errors = server.log().orElseThrow().since(0).stream()
                .filter(line -> line.contains(" ERROR "))
                .toList();
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0)).contains("Agent identity is NOT in force").contains(named);
        Http http = Http.create();
        for (String up : List.of("/health/ready", "/health/live")) {
            assertThat(http.json("GET", server.managementUrl() + up, "", Map.of())
                            .status())
                    .as(up)
                    .isEqualTo(200);
        }
        Answer well = http.json("GET", server.managementUrl() + "/health/well", "", Map.of());
        assertThat(well.status()).isEqualTo(503);
        JsonNode check = well.json().at("/checks/0");
        assertThat(check.path("name").asText()).isEqualTo("Agent identity");
        assertThat(check.path("data").toString()).contains(named);
    }

    /** Where Keycloak's experimental feature is on, as on this one server. */
    private static void hasTheClientType(TestRealm realm) {
        JsonNode types = realm.admin().get("/client-types").expect(200).json().path("client-types");
        assertThat(types.findValuesAsText("name")).containsExactly("agent");
        assertThat(types.at("/0/parent").asText()).isEqualTo("service-account");
        Map<String, ?> typed = Map.of("clientId", "typed", "type", "agent");
        String id = realm.admin().post("/clients", typed).createdId();
        JsonNode client = realm.admin().get("/clients/" + id).json();
        assertThat(client.path("serviceAccountsEnabled").asBoolean()).isTrue();
        assertThat(client.path("standardFlowEnabled").asBoolean()).isFalse();
        assertThat(realm.admin().get("/agents/" + id).status())
                .as("a type makes no agent")
                .isEqualTo(404);
    }

    private static void ordinaryClientsAreServed(Scene scene) {
        App ordinary = scene.realm.confidentialApp("ordinary", "ordinary");
        TokenAnswer login = ordinary.login(scene.alice);
        assertThat(scene.realm.userinfo(login.accessToken()).status()).isEqualTo(200);
        assertThat(ordinary.exchange(login.accessToken()).send().status()).isEqualTo(200);
        assertThat(ordinary.refresh(login.json().path("refresh_token").asText()).status())
                .isEqualTo(200);
        assertThat(scene.stranger.clientCredentials().status()).isEqualTo(200);
        assertThat(ordinary.introspect(login.accessToken())
                        .json()
                        .path("active")
                        .asBoolean())
                .isTrue();
    }

    private static void agentsGetNothing(Scene scene) {
        String person = scene.login().accessToken();
        for (Answer answer : List.of(
                scene.clerk.clientCredentials(),
                scene.clerk.exchange(person).audience("erp-api").send(),
                scene.clerk.exchange(person).send(),
                scene.clerk.tokenRequest(Form.of("grant_type", UMA).and("audience", "erp-api")),
                scene.clerk.tokenRequest(
                        Form.of("grant_type", UMA).and("audience", "erp-api").and("subject_token", person)))) {
            assertThat(answer.status()).as(answer.toString()).isIn(400, 401, 403, 503);
            assertThat(answer.json().has("access_token")).as(answer.toString()).isFalse();
        }
    }
}
