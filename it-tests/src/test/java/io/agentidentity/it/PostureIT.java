package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AdminApi;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is wrong with agents shows while it is so, and no longer. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostureIT {

    private final Scene scene;
    private final TestRealm realm;
    private final AdminApi admin;

    PostureIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        admin = realm.admin();
    }

    @BeforeEach
    void settingsAreAsTheyWere() {
        settings(settings -> {});
    }

    /** Replaces the realm's settings by the defaults with these changes. */
    private void settings(Consumer<ObjectNode> change) {
        ObjectNode settings = Json.object();
        change.accept(settings);
        admin.put("/agents/settings", settings).expect(200);
    }

    private JsonNode posture(TestAgent agent) {
        return admin.get(agent.path("/posture")).expect(200).json();
    }

    private Set<String> codes(TestAgent agent) {
        return Set.copyOf(posture(agent).findValuesAsText("code"));
    }

    private static JsonNode finding(JsonNode findings, String code) {
        return StreamSupport.stream(findings.spliterator(), false)
                .filter(finding -> finding.path("code").asText().equals(code))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + code + " in " + findings));
    }

    /** It shows with its advice, in the list and among all findings, until it is put right. */
    private void shown(TestAgent agent, String code, String severity, Runnable remedy) {
        await().until(() -> codes(agent).contains(code));
        JsonNode found = finding(posture(agent), code);
        assertThat(found.path("severity").asText()).isEqualTo(severity);
        assertThat(found.path("advice").asText()).isNotBlank();
        assertThat(Instant.parse(found.path("since").asText())).isBefore(Instant.now());
        assertThat(finding(posture(agent), code).path("since")).as("since when").isEqualTo(found.path("since"));
        assertThat(listed(code)).contains(agent.clientId());
        JsonNode row = all("code=" + code);
        assertThat(row.findValuesAsText("clientId")).contains(agent.clientId());
        remedy.run();
        assertThat(codes(agent)).doesNotContain(code);
        assertThat(listed(code)).doesNotContain(agent.clientId());
        assertThat(all("code=" + code).findValuesAsText("clientId")).doesNotContain(agent.clientId());
    }

    private List<String> listed(String code) {
        return admin.get("/agents?finding=" + code).expect(200).json().findValuesAsText("clientId");
    }

    private JsonNode all(String query) {
        return admin.get("/agents/posture/findings?max=1000&" + query)
                .expect(200)
                .json();
    }

    private TestAgent good(String clientId) {
        return scene.agent(clientId, spec -> spec.sponsors(scene.bob));
    }

    @Test
    void nothingIsWrongWithAGoodAgent() {
        assertThat(posture(good("good"))).isEmpty();
    }

    @Test
    void withoutSponsor() {
        TestAgent agent = scene.agent("no-sponsor", spec -> spec);
        shown(
                agent,
                "no_sponsor",
                "low",
                () -> agent.patch(Map.of("sponsors", List.of(Map.of("id", scene.bob.id()))))
                        .expect(200));
    }

    @Test
    void withoutOwner() {
        Person leaver = realm.person("leaver");
        TestAgent agent = scene.agent("orphaned", spec -> spec.owner(leaver));
        realm.setEnabled(leaver, false);
        shown(agent, "orphaned", "high", () -> agent.transferTo(scene.bob).expect(200));
    }

    @Test
    void withAnOwnerWhoHasNotTakenItOn() {
        TestAgent agent = good("asked");
        agent.transferTo(scene.bob).expect(200);
        assertThat(finding(posture(agent), "owner_inactive").path("detail").asText())
                .isEqualTo("owner asked");
        shown(
                agent,
                "owner_inactive",
                "medium",
                () -> scene.myAgents(scene.bob).confirm(agent).expect(200));
    }

    @Test
    void neverUsedAndThenNotForLong() {
        TestAgent agent = good("unused");
        settings(settings -> settings.put("dormantSeconds", 1));
        shown(agent, "never_used", "low", agent::actorToken);
        shown(agent, "dormant", "medium", () -> settings(settings -> {}));
    }

    @Test
    void withAReviewThatIsDueOrOverdue() {
        settings(settings -> settings.put("productionReviewSeconds", 600));
        TestAgent due = good("review-due");
        Runnable reviewed = () -> {
            settings(settings -> {});
            admin.post(due.path("/review")).expect(200);
        };
        shown(due, "review_due", "low", reviewed);
        settings(settings -> settings.put("productionReviewSeconds", 1));
        TestAgent overdue = good("review-overdue");
        shown(overdue, "review_overdue", "high", () -> {
            settings(settings -> {});
            admin.post(overdue.path("/review")).expect(200);
        });
    }

    @Test
    void thatExpiresOrHasExpired() {
        TestAgent agent = good("expiring");
        agent.patch(Map.of("expiresAt", Instant.now().plusSeconds(600).toString()))
                .expect(200);
        Runnable later =
                () -> agent.patch(Map.of("expiresAt", "2040-01-01T00:00:00Z")).expect(200);
        shown(agent, "expiring", "low", later);
        agent.patch(Map.of("expiresAt", Instant.now().minusSeconds(1).toString()))
                .expect(200);
        shown(agent, "expired", "low", later);
    }

    @Test
    void withASecret() {
        settings(settings -> settings.put("secretSeconds", 600));
        TestAgent agent = scene.agent(
                "secretive",
                spec -> spec.environment("development")
                        .json(json -> json.putObject("credential").put("type", "client_secret")));
        shown(agent, "credential_ending", "medium", () -> {
            settings(settings -> {});
            admin.post(agent.path("/credential/rotate")).expect(200);
        });
        shown(agent, "secret", "medium", () -> ownKey(agent));
    }

    private static void ownKey(TestAgent agent) {
        agent.patch(Map.of(
                        "credential",
                        Map.of(
                                "type",
                                "private_key_jwt",
                                "jwks",
                                Map.of("keys", List.of(AgentKey.generate().publicJwk())))))
                .expect(200);
    }

    @Test
    void withACredentialThatIsNone() {
        TestAgent agent = scene.agent(
                "indebted",
                spec -> spec.environment("development")
                        .json(json -> json.putObject("credential")
                                .put("type", "api_key")
                                .put("expiresAt", Instant.now().plusMillis(1500).toString())));
        assertThat(finding(posture(agent), "shared_credential").path("detail").asText())
                .isEqualTo("api_key");
        await().until(() -> codes(agent).contains("debt_overdue"));
        assertThat(finding(posture(agent), "debt_overdue").path("severity").asText())
                .isEqualTo("critical");
        shown(agent, "shared_credential", "high", () -> ownKey(agent));
        assertThat(codes(agent)).doesNotContain("debt_overdue");
    }

    @Test
    void withAnOldKey() {
        TestAgent agent = good("old-key");
        settings(settings -> settings.put("staleKeySeconds", 1));
        shown(agent, "stale_key", "medium", () -> settings(settings -> {}));
    }

    @Test
    void withAWideScope() {
        TestAgent agent = good("wide");
        settings(settings -> settings.putArray("wideScopes").add(Scene.WRITE));
        assertThat(finding(posture(agent), "wide_scopes").path("detail").asText())
                .isEqualTo(Scene.WRITE);
        shown(
                agent,
                "wide_scopes",
                "medium",
                () -> agent.patch(Map.of("ceiling", Map.of("scopes", List.of(Scene.READ))))
                        .expect(200));
    }

    @Test
    void withAppsThatArePublicOrGone() {
        realm.app("public-app");
        TestAgent agent = good("with-apps");
        admin.patch(
                        agent.path("?confirmPublicApps=true"),
                        Map.of("delegation", Map.of("apps", List.of("portal", "public-app"))))
                .expect(200);
        shown(
                agent,
                "public_app",
                "medium",
                () -> admin.delete("/clients/" + realm.clientUuid("public-app")).expect(204));
        shown(
                agent,
                "foreign_app",
                "medium",
                () -> agent.patch(Map.of("delegation", Map.of("apps", List.of("portal"))))
                        .expect(200));
    }

    @Test
    void withRolesOfItsOwn() {
        TestAgent agent = good("with-roles");
        admin.post("/roles", Map.of("name", "treasurer")).expect(201);
        List<JsonNode> role = List.of(admin.get("/roles/treasurer").json());
        agent.importRole("treasurer");
        String mappings = "/users/" + agent.serviceAccountId() + "/role-mappings/realm";
        shown(
                agent,
                "account_roles",
                "high",
                () -> admin.send("DELETE", mappings, role).expect(204));
    }

    @Test
    void thatSomebodyDisabledPastTheApi() {
        TestAgent agent = good("disabled");
        agent.setEnabled(false);
        assertThat(finding(posture(agent), "changed_outside").path("detail").asText())
                .isEqualTo("client disabled");
        shown(agent, "changed_outside", "high", () -> agent.setEnabled(true));
    }

    @Test
    void withAsManyTasksAsItMayHave() {
        TestAgent agent = good("busy");
        agent.patch(Map.of("ceiling", Map.of("concurrentTasks", 1))).expect(200);
        String task = Scene.taskId(
                agent.exchange(scene.login().accessToken()).audience("erp-api").token());
        shown(
                agent,
                "too_many_tasks",
                "medium",
                () -> admin.post("/agents/tasks/" + task + "/revoke").expect(200));
    }

    @Test
    void aRetiredAgentHasNoFindings() {
        TestAgent agent = scene.agent("retiring", spec -> spec);
        assertThat(codes(agent)).contains("no_sponsor");
        admin.post(agent.path("/retire")).expect(200);
        assertThat(posture(agent)).isEmpty();
        assertThat(listed("no_sponsor")).doesNotContain("retiring");
    }

    @Test
    void aRealmHasFindingsOfItsOwn(Realms realms) {
        TestRealm own = realms.create("posture");
        AdminApi there = own.admin();
        assertThat(there.get("/agents/posture").json().path("findings")).isEmpty();

        there.post("/agents/emergency-stop", Map.of("reason", "drill")).expect(200);
        String says = there.post(
                        "/clients", Map.of("clientId", "says-so", "attributes", Map.of("agent.owner", "alice")))
                .createdId();
        ObjectNode mapper = Json.object()
                .put("name", "acts")
                .put("protocol", "openid-connect")
                .put("protocolMapper", "oidc-hardcoded-claim-mapper");
        mapper.putObject("config").put("claim.name", "act.sub").put("claim.value", "x");
        String path = "/clients/" + says + "/protocol-mappers/models";
        there.post(path, mapper).expect(201);
        String scope = there.post("/client-scopes", Map.of("name", "acting", "protocol", "openid-connect"))
                .createdId();
        there.post("/client-scopes/" + scope + "/protocol-mappers/models", mapper)
                .expect(201);

        JsonNode counts = there.get("/agents/posture").expect(200).json();
        assertThat(count(counts, "emergency_stop")).isEqualTo(1);
        assertThat(count(counts, "declared_only")).isEqualTo(1);
        assertThat(count(counts, "claim_mapper")).isEqualTo(2);
        assertThat(counts.at("/severities/critical").asInt()).isEqualTo(1);
        assertThat(counts.at("/severities/high").asInt()).isEqualTo(2);
        JsonNode rows = there.get("/agents/posture/findings").json();
        assertThat(rows).hasSize(4);
        assertThat(rows.findValues("agent")).isEmpty();
        assertThat(String.join("\n", rows.findValuesAsText("detail")))
                .contains("client says-so", "client says-so, mapper acts", "client scope acting, mapper acts");

        there.delete("/agents/emergency-stop").expect(200);
        there.delete("/clients/" + says).expect(204);
        there.delete("/client-scopes/" + scope).expect(204);
        assertThat(there.get("/agents/posture").json().path("findings")).isEmpty();
        assertThat(there.get("/agents/posture/findings").json()).isEmpty();
    }

    @Test
    void ofVeryManyMappersAllAreCountedAndSomeAreListed(Realms realms) {
        AdminApi there = realms.create("mappers").admin();
        ObjectNode client = Json.object().put("clientId", "says-much");
        for (int i = 0; i < 101; i++) {
            ObjectNode mapper = client.withArray("protocolMappers")
                    .addObject()
                    .put("name", "acts " + i)
                    .put("protocol", "openid-connect")
                    .put("protocolMapper", "oidc-hardcoded-claim-mapper");
            mapper.putObject("config").put("claim.name", "act").put("claim.value", "x");
        }
        there.post("/clients", client).expect(201);
        assertThat(count(there.get("/agents/posture").expect(200).json(), "claim_mapper"))
                .isEqualTo(101);
        assertThat(there.get("/agents/posture/findings?max=1000").expect(200).json())
                .hasSize(100);
    }

    private static int count(JsonNode counts, String code) {
        return finding(counts.path("findings"), code).path("count").asInt();
    }

    @Test
    void findingsAreCountedAndPaged(Realms realms) {
        TestRealm own = realms.create("counted");
        Scene there = new Scene(own);
        for (int i = 0; i < 4; i++) {
            TestAgent agent = there.agent("counted-" + i, spec -> spec);
            own.admin().get(agent.path("/posture")).expect(200);
        }
        own.admin().get(there.clerk.path("/posture")).expect(200);
        there.clerk.suspend("by test").expect(200);

        JsonNode counts = own.admin().get("/agents/posture").json();
        assertThat(count(counts, "no_sponsor")).isEqualTo(5);
        assertThat(counts.at("/agents/active").asInt()).isEqualTo(4);
        assertThat(counts.at("/agents/suspended").asInt()).isEqualTo(1);
        assertThat(counts.at("/severities/low").asInt()).isEqualTo(5);
        Set<String> paged = StreamSupport.stream(
                        List.of(page(own, 0), page(own, 2), page(own, 4)).spliterator(), false)
                .flatMap(page -> page.findValuesAsText("clientId").stream())
                .collect(Collectors.toSet());
        assertThat(paged).containsExactlyInAnyOrder("ap-clerk", "counted-0", "counted-1", "counted-2", "counted-3");
        assertThat(own.admin().get("/agents/posture/findings?severity=critical").json())
                .isEmpty();
    }

    private static JsonNode page(TestRealm realm, int first) {
        JsonNode page = realm.admin()
                .get("/agents/posture/findings?code=no_sponsor&max=2&first=" + first)
                .expect(200)
                .json();
        assertThat(page.size()).isLessThanOrEqualTo(2);
        return page;
    }
}
