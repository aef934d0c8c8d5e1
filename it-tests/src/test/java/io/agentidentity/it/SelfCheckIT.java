package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.App;
import io.agentidentity.it.realm.Form;
import io.agentidentity.it.realm.Http;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.ResourceServer;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.it.server.DistributionServer;
import io.agentidentity.it.server.ServerSetup;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.example.extension.OtherClientPolicies;
import org.example.extension.OtherExchange;
import org.example.extension.OtherIntrospection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.protocol.oidc.TokenExchangeProviderFactory;
import org.keycloak.protocol.oidc.TokenIntrospectionProviderFactory;
import org.keycloak.services.clientpolicy.ClientPolicyManagerFactory;

/** AC-85: a server that lacks a part of agent identity serves everybody but agents, and says why. */
@StartsServers
class SelfCheckIT {

    /** These servers do little and end soon, which the quick compiler alone is best at. */
    private static final ServerSetup SETUP = ServerSetup.fromProperties()
            .withJvmOptions("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms96m", "-Xmx512m");

    /** One of the form of ours, which nobody signed: the jti says of a session, and there is none. */
    private static final String TASK_TOKEN =
            "eyJhbGciOiJSUzI1NiJ9." + base64("{\"jti\":\"onrtte:0\",\"typ\":\"Bearer\"}") + ".c2lnbmF0dXJl";

    private static final String UMA = "urn:ietf:params:oauth:grant-type:uma-ticket";

    @Test
    void ac85OptionsThatPutOtherProvidersInPlaceOfOurs() {
        try (DistributionServer server = start(
                SETUP,
                "--spi-client-policy-manager--provider=default",
                "--spi-oauth2-token-exchange--agent--enabled=false",
                "--spi-events-listener--agent-events--enabled=false")) {
            saysWhy(server, "client-policy-manager", "oauth2-token-exchange", "events-listener");
            agentsGetNothingHoweverTheirClientsAreChanged(
                    new Scene(Realms.on(server).create("odd")));
        }
    }

    @Test
    void ac85ADatabaseWhoseTransactionsGoOnSeeingWhatWasThere(@TempDir Path directory) {
        String url = "--db-url=jdbc:h2:file:" + directory.resolve("keycloakdb") + ";NON_KEYWORDS=VALUE;INIT="
                + "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ";
        try (DistributionServer server = DistributionServer.start(SETUP.withStartOptions(url))) {
            saysWhy(server, "does not isolate transactions as READ COMMITTED");
            Scene scene = new Scene(Realms.on(server).create("repeatable"));
            ordinaryClientsAreServed(scene.realm);
            assertThat(scene.clerk.clientCredentials().error()).isEqualTo("temporarily_unavailable");
            agentsGetNothing(scene);
        }
    }

    @Test
    void ac85AnExtensionThatPutsItselfBeforeOursAndAJarOfAnotherRelease(@TempDir Path providers) throws IOException {
        copyJars(providers);
        ofAnotherRelease(providers, "token-exchange-policy");
        extension(
                providers.resolve("extension.jar"),
                Map.of(
                        TokenExchangeProviderFactory.class,
                        OtherExchange.class,
                        TokenIntrospectionProviderFactory.class,
                        OtherIntrospection.class,
                        ClientPolicyManagerFactory.class,
                        OtherClientPolicies.class));
        try (DistributionServer server = start(SETUP.withProviders(providers))) {
            saysWhy(
                    server,
                    "client-policy-manager is ",
                    "oauth2-token-exchange is org.example.extension.OtherExchange instead of ours",
                    "oauth2-token-introspection access_token is ",
                    "or the extension that does this",
                    "The JARs are of different versions",
                    "tasks and token exchange=[0.0.9]");
            agentsGetNothingHoweverTheirClientsAreChanged(
                    new Scene(Realms.on(server).create("overtaken")));
        }
    }

    @Test
    void ac85TablesOfAgentsThatAreSwitchedOff() {
        try (DistributionServer server = start(SETUP, "--spi-jpa-entity-provider--agent-core--enabled=false")) {
            saysWhy(server, "jpa-entity-provider agent-core is switched off");
            Realms realms = Realms.on(server);
            TestRealm realm = realms.create("no-agents");
            ordinaryClientsAreServed(realm);

            Person person = realm.person("person");
            assertThat(realm.tryAgent(realm.admin(), "clerk", spec -> spec.owner(person))
                            .status())
                    .isEqualTo(503);
            App portal = realm.confidentialApp("portal", "account");
            assertThat(realm.myAgents(portal.login(person).accessToken()).list().status())
                    .isEqualTo(503);
            ResourceServer marked = realm.resourceServer(
                    "marked", client -> client.putObject("attributes").put("agent.managed", "true"));
            assertThat(marked.clientCredentials().status()).isEqualTo(503);

            String group = realm.group("group");
            realm.join(person, group);
            realm.admin().delete("/groups/" + realm.groupId(group)).expect(204);
            portal.setEnabled(false);
            realm.admin().delete("/clients/" + portal.id()).expect(204);
            assertThat(realm.admin().delete("/clients/" + marked.id()).status())
                    .as("what is on record of it could not go with it")
                    .isEqualTo(503);
            realm.setEnabled(person, false);
            realm.admin().delete("/users/" + person.id()).expect(204);
            realm.admin().delete("").expect(204);
            saysWhy(server, "jpa-entity-provider agent-core is switched off");
        }
    }

    @Test
    void ac85TablesOfTasksThatAreSwitchedOff() {
        try (DistributionServer server = start(SETUP, "--spi-jpa-entity-provider--agent-task--enabled=false")) {
            saysWhy(server, "jpa-entity-provider agent-task is switched off");
            Scene scene = new Scene(Realms.on(server).create("no-tasks"));
            ordinaryClientsAreServed(scene.realm);
            agentsGetNothing(scene);
            assertThat(scene.realm.admin().get("/agents/tasks").status()).isEqualTo(503);
            assertThat(scene.erp
                            .introspect(TASK_TOKEN)
                            .expect(200)
                            .json()
                            .path("active")
                            .asBoolean(true))
                    .isFalse();
            assertThat(scene.portal.exchange(TASK_TOKEN).send().status()).isEqualTo(400);
            scene.clerk.suspend("not now").expect(200);
            scene.realm.admin().delete("/users/" + scene.alice.id()).expect(204);
            scene.realm.admin().delete("").expect(204);
            saysWhy(server, "jpa-entity-provider agent-task is switched off");
        }
    }

    @Test
    void ac85MissingJars(@TempDir Path providers) throws IOException {
        copyJars(providers, "token-exchange-policy", "admin-theme");
        try (DistributionServer server = start(SETUP.withProviders(providers), "--features=client-types")) {
            saysWhy(server, "token-exchange-policy");
            assertThat(server.log().orElseThrow().since(0))
                    .filteredOn(line -> line.contains("The JAR admin-theme is missing"))
                    .hasSize(1)
                    .allMatch(line -> line.contains(" WARN "));
            Realms realms = Realms.on(server);
            Scene scene = new Scene(realms.create("halved"));
            ordinaryClientsAreServed(scene.realm);
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

    private static DistributionServer start(ServerSetup setup, String... buildOptions) {
        return DistributionServer.start(setup.withBuildOptions(buildOptions).andBuildOptions("--db=dev-mem"));
    }

    /** Ours, but those whose names begin so. */
    private static void copyJars(Path to, String... butFor) throws IOException {
        try (Stream<Path> jars = Files.list(SETUP.providers().orElseThrow())) {
            for (Path jar : jars.toList()) {
                String name = jar.getFileName().toString();
                if (Stream.of(butFor).noneMatch(name::startsWith)) {
                    Files.copy(jar, to.resolve(name));
                }
            }
        }
    }

    /** Lets the JAR whose name begins so say that it is of release 0.0.9. */
    private static void ofAnotherRelease(Path providers, String name) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(providers, name + "*");
                FileSystem jar = FileSystems.newFileSystem(found.iterator().next())) {
            Path file = jar.getPath(JarFile.MANIFEST_NAME);
            Manifest manifest = new Manifest(new ByteArrayInputStream(Files.readAllBytes(file)));
            manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "0.0.9");
            try (OutputStream out = Files.newOutputStream(file)) {
                manifest.write(out);
            }
        }
    }

    /** The JAR of somebody else, with a factory for each of these services. */
    private static void extension(Path jar, Map<Class<?>, Class<?>> factories) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<Class<?>, Class<?>> factory : factories.entrySet()) {
                String name = factory.getValue().getName();
                out.putNextEntry(
                        new JarEntry("META-INF/services/" + factory.getKey().getName()));
                out.write(name.getBytes(StandardCharsets.UTF_8));
                out.putNextEntry(new JarEntry(name.replace('.', '/') + ".class"));
                try (InputStream in = factory.getValue()
                        .getResourceAsStream(factory.getValue().getSimpleName() + ".class")) {
                    in.transferTo(out);
                }
            }
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
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

    private static void agentsGetNothingHoweverTheirClientsAreChanged(Scene scene) {
        ordinaryClientsAreServed(scene.realm);
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

    private static void ordinaryClientsAreServed(TestRealm realm) {
        App ordinary = realm.confidentialApp("ordinary", "ordinary");
        TokenAnswer login = ordinary.login(realm.person("ordinary-person"));
        assertThat(realm.userinfo(login.accessToken()).status()).isEqualTo(200);
        assertThat(ordinary.exchange(login.accessToken()).send().status()).isEqualTo(200);
        assertThat(ordinary.refresh(login.json().path("refresh_token").asText()).status())
                .isEqualTo(200);
        assertThat(realm.resourceServer("service").clientCredentials().status()).isEqualTo(200);
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
