package io.agentidentity.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.server.KeycloakServer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The pages for agents in the admin console, in a browser. Skipped where there is no Chromium. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminConsoleIT {

    private TestRealm realm;
    private Scene scene;
    private Chromium chromium;
    private AdminConsole console;

    @BeforeAll
    void start(TestRealm realm, KeycloakServer server) {
        assumeTrue(Chromium.path().isPresent(), "no Chromium on this machine; see -Dchromium.path");
        this.realm = realm;
        realm.admin()
                .put(
                        "",
                        Map.of(
                                "internationalizationEnabled",
                                true,
                                "supportedLocales",
                                List.of("en", "de"),
                                "defaultLocale",
                                "en"))
                .expect(204);
        scene = new Scene(realm);
        realm.adminUser("boss", "realm-admin");
        realm.adminUser("reader", "view-agents", "view-users", "query-users", "query-clients", "view-realm");
        chromium = Chromium.start();
        console = new AdminConsole(chromium, server.baseUrl(), realm.name());
    }

    @AfterAll
    void end() {
        if (chromium != null) {
            chromium.close();
            assertThat(chromium.errors()).isEmpty();
        }
    }

    @Test
    void theListIsSearchedFilteredSortedAndPagedByTheServer() {
        for (int i = 10; i < 22; i++) {
            scene.agent("page-" + i, spec -> spec.environment("development"));
        }
        Page page = console.open(boss(), "en-US", "?search=page");
        assertThat(page.getByTestId("agents-range").last()).hasText("1 - 10 of 12");
        assertThat(rows(page)).hasCount(10);
        assertThat(rows(page).first()).containsText("page-10");

        next(page);
        assertThat(page.getByTestId("agents-range").last()).hasText("11 - 12 of 12");
        page.goBack();
        assertThat(rows(page)).hasCount(10);
        page.goForward();
        assertThat(rows(page)).hasCount(2);
        page.reload();
        assertThat(rows(page)).hasCount(2);

        page.getByRole(AriaRole.BUTTON, button("Client ID")).click();
        assertThat(rows(page).first()).containsText("page-21");

        page.getByTestId("agents-columns").click();
        page.getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName("Credential"))
                .uncheck();
        page.getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName("Created"))
                .check();
        page.keyboard().press("Escape");
        page.reload();
        assertThat(page.getByTestId("agents-table").locator("thead")).not().containsText("Credential");
        page.getByRole(AriaRole.BUTTON, button("Created")).click();
        assertThat(rows(page).first()).containsText("page-10");

        page.locator("[data-testid=agents-search] input, input[data-testid=agents-search]")
                .first()
                .fill("page-15");
        page.keyboard().press("Enter");
        assertThat(rows(page)).hasCount(1);
        console.go(page, "?search=page&environment=production");
        assertThat(page.getByTestId("agents-empty")).containsText("No matching agents");
        page.getByTestId("agents-empty")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Clear all filters"))
                .click();
        assertThat(page).hasURL(Pattern.compile("/agents$"));
    }

    @Test
    void aPageBehindTheLastOneLeadsBackToIt() {
        scene.agent("lonely-one", spec -> spec);
        Page page = console.open(boss(), "en-US", "?search=lonely&first=500");
        assertThat(rows(page)).hasCount(1);
    }

    @Test
    void agentsAreSuspendedTogether() {
        TestAgent one = scene.agent("bulk-one", spec -> spec);
        TestAgent two = scene.agent("bulk-two", spec -> spec);
        TestAgent three = scene.agent("bulk-three", spec -> spec);
        Page page = console.open(boss(), "en-US", "?search=bulk");
        row(page, one).getByRole(AriaRole.CHECKBOX).check();
        row(page, two).getByRole(AriaRole.CHECKBOX).check();

        page.getByTestId("bulk-suspend").click();
        assertThat(dialog(page)).containsText("bulk-one");
        Chromium.accessible(page, ".pf-v5-c-modal-box");
        page.getByTestId("dialog-confirm").click();

        assertThat(row(page, one).getByTestId("agent-status")).hasText("Suspended");
        assertThat(row(page, two).getByTestId("agent-status")).hasText("Suspended");
        assertThat(row(page, three).getByTestId("agent-status")).hasText("Active");
        assertThat(two.record().path("status").asText()).isEqualTo("suspended");
    }

    @Test
    void theKillSwitchSaysWhatItWillEndAndThenWhatItDid() {
        TestAgent agent = scene.agent("killed-here", spec -> spec);
        open(agent, "Pay the bills");
        Page page = console.open(boss(), "en-US", "?agent=" + agent.id());
        page.getByTestId("kill").click();
        assertThat(page.getByTestId("will-end")).containsText("Pay the bills");
        assertThat(page.getByTestId("will-end").getByText("alice")).isVisible();
        Chromium.accessible(page, ".pf-v5-c-modal-box");
        page.getByTestId("ending-reason").fill("Drill");
        page.getByTestId("dialog-confirm").click();

        assertThat(page.getByTestId("what-ended")).containsText("Ended: 1 tasks, 1 tokens.");
        page.getByTestId("dialog-close").click();
        assertThat(page.getByTestId("agent-status").first()).hasText("Suspended");
        assertThat(agent.record().path("status").asText()).isEqualTo("suspended");

        act(page, "activate");
        page.getByTestId("dialog-confirm").click();
        assertThat(page.getByTestId("agent-status").first()).hasText("Active");
        assertThat(page.getByTestId("agents-alerts")).containsText("killed-here is active");
    }

    @Test
    void anAgentIsTransferredReviewedAndDeleted() {
        TestAgent agent = scene.agent("passed-on", spec -> spec);
        Page page = console.open(boss(), "en-US", "?agent=" + agent.id());
        act(page, "review");
        page.getByTestId("dialog-confirm").click();
        assertThat(page.getByTestId("agents-alerts")).containsText("passed-on is reviewed");

        act(page, "transfer");
        choose(page, "new-owner", "bob");
        page.getByTestId("dialog-confirm").click();
        page.getByTestId("dialog-close").click();
        assertThat(page.locator("kc-agent-console")).containsText("was asked and has not answered");
        assertThat(agent.record().at("/owner/username").asText()).isEqualTo("bob");

        act(page, "delete");
        assertThat(page.getByTestId("dialog-confirm")).isDisabled();
        page.locator("#delete-name").fill("passed-on");
        page.getByTestId("dialog-confirm").click();
        assertThat(page.getByTestId("agents-table")).isVisible();
        realm.admin().get(agent.path("")).expect(404);
    }

    @Test
    void aKeyIsAddedWithAnOverlapAndTheOldOneIsTakenAway() {
        TestAgent agent = scene.agent("new-key", spec -> spec);
        AgentKey next = AgentKey.generate();
        Page page = console.open(boss(), "en-US", "?agent=" + agent.id());
        page.getByTestId("rotate").click();
        assertThat(page.getByTestId("dialog-confirm")).isDisabled();
        page.locator("textarea#credential-key-text").fill(next.publicJwk().toString());
        page.getByTestId("rotate-overlap").fill("10");
        Chromium.accessible(page, ".pf-v5-c-modal-box");
        page.getByTestId("dialog-confirm").click();

        Locator done = page.getByTestId("key-done");
        assertThat(dialog(page)).containsText("new-key has a new key");
        assertThat(done).containsText(agent.key().thumbprint());
        assertThat(done).containsText("is refused from");
        Chromium.picture(page, "admin-key-done");
        Chromium.accessible(page, ".pf-v5-c-modal-box");
        page.getByTestId("dialog-close").click();
        assertThat(Duration.between(Instant.now(), Instant.parse(endOf(agent))))
                .isBetween(Duration.ofMinutes(8), Duration.ofMinutes(10));
        agent.clientCredentials().expect(200);
        agent.with(next).clientCredentials().expect(200);

        page.getByTestId("keys-table")
                .locator("tr[data-key='" + agent.key().key().getKeyID() + "'] .pf-v5-c-menu-toggle")
                .click();
        page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Remove key"))
                .click();
        page.getByTestId("dialog-confirm").click();
        assertThat(page.getByTestId("key-done")).containsText("Tokens that were got with it live on");
        page.getByTestId("dialog-close").click();
        assertThat(page.getByTestId("keys-table").locator("tbody tr")).hasCount(1);
        assertThat(agent.clientCredentials().error()).isEqualTo("invalid_client");
        agent.with(next).clientCredentials().expect(200);
    }

    private String endOf(TestAgent agent) {
        for (JsonNode key :
                realm.admin().get(agent.path("/credential")).expect(200).json().path("keys")) {
            if (key.path("kid").asText().equals(agent.key().thumbprint())) {
                return key.path("endsAt").asText();
            }
        }
        throw new AssertionError("The key is gone");
    }

    @Test
    void theOverviewCountsWhatTheAgentDidAndWhatIsLive() {
        TestAgent agent = scene.agent(
                "counted",
                spec -> spec.json(json ->
                        json.withObject("/ceiling").putArray("delegates").add("ap-clerk")));
        open(agent, "Be counted");
        agent.exchange(scene.login().accessToken())
                .audience("erp-api")
                .scope("profile")
                .send()
                .expect(400);
        Page page = console.open(boss(), "en-US", "?agent=" + agent.id());
        assertThat(page.getByTestId("live")).containsText("Tokens alive1");
        assertThat(page.getByTestId("activity").locator("svg[role=img]")).isVisible();
        page.getByTestId("activity").scrollIntoViewIfNeeded();
        Chromium.picture(page, "admin-activity");
        page.locator("#activity-table").click();
        assertThat(page.getByTestId("activity-table")
                        .locator("tbody tr")
                        .first()
                        .locator("td"))
                .hasText(new String[] {LocalDate.now(ZoneOffset.UTC).toString(), "1", "1", "1"});

        console.go(page, "?agent=" + agent.id() + "&tab=delegations");
        assertThat(page.getByTestId("delegation")).containsText("ap-clerk");
        Chromium.picture(page, "admin-delegations");
        console.go(page, "");
        assertThat(page.getByTestId("summary-live")).containsText(Pattern.compile("[1-9]\\d* Live tasks"));
        assertThat(page.getByTestId("summary-refused")).containsText(Pattern.compile("[1-9]"));
    }

    @Test
    void aTaskShowsWhatItAllowsAndIsEnded() {
        TestAgent agent = scene.agent("with-tasks", spec -> spec);
        open(agent, "Sort invoices");
        Page page = console.open(boss(), "en-US", "?agent=" + agent.id() + "&tab=tasks");
        Locator table = page.getByTestId("tasks-table");
        table.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Details"))
                .first()
                .click();
        assertThat(table).containsText(Scene.READ);
        assertThat(table).containsText("Tokens issued");

        table.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Actions for Sort invoices"))
                .click();
        page.getByRole(
                        AriaRole.MENUITEM,
                        new Page.GetByRoleOptions().setName("End").setExact(true))
                .click();
        page.getByTestId("dialog-confirm").click();
        assertThat(page.getByTestId("task-state")).hasText("Ended");
        assertThat(agent.tasks().get(0).path("state").asText()).isEqualTo("revoked");
    }

    @Test
    void anEditIsSavedAndNeverOverwritesWhatSomebodyElseChanged() {
        TestAgent agent = scene.agent("edited-here", spec -> spec);
        Page page = console.open(boss(), "en-US", "?agent=" + agent.id() + "&tab=edit");
        assertThat(page.getByTestId("edit-save")).isDisabled();
        page.getByTestId("agent-purpose").fill("Sorts invoices");
        page.getByTestId("agent-taskSeconds").fill("10");
        page.getByTestId("agent-vendor").fill("Acme");
        choose(page, "agent-labels", "sorting");
        page.getByTestId("edit-save").click();
        assertThat(page.getByTestId("agents-alerts")).containsText("Saved");
        assertThat(agent.record().path("purpose").asText()).isEqualTo("Sorts invoices");
        assertThat(agent.record().at("/facts/vendor").asText()).isEqualTo("Acme");
        assertThat(agent.record().at("/facts/labels/0").asText()).isEqualTo("sorting");
        assertThat(agent.record().at("/ceiling/taskSeconds").asInt()).isEqualTo(600);
        assertThat(agent.record().at("/ceiling/scopes")).hasSize(2);

        agent.patch(Map.of("name", "Changed elsewhere")).expect(200);
        page.getByTestId("agent-name").fill("Mine");
        page.getByTestId("edit-save").click();
        assertThat(page.getByTestId("edit-failure")).containsText("Somebody else changed this meanwhile");
        assertThat(agent.record().path("name").asText()).isEqualTo("Changed elsewhere");
        page.getByTestId("edit-failure")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Show what it is now"))
                .click();
        assertThat(page.getByTestId("agent-name")).hasValue("Changed elsewhere");
    }

    @Test
    void theRulesThatAreForAnAgentShowWithItsAuthority() {
        TestAgent agent = scene.agent("ruled", spec -> spec);
        agent.patch(Map.of("facts", Map.of("labels", List.of("payments")))).expect(200);
        JsonNode before = realm.admin().get("/agents/policy").expect(200).json().path("rules");
        realm.admin()
                .put("/agents/policy", Map.of("rules", List.of(rule("paying", "payments"), rule("selling", "sales"))))
                .expect(200);
        Page page = console.open(boss(), "en-US", "?agent=" + agent.id() + "&tab=authority");
        assertThat(page.getByTestId("agent-rules")).containsText("paying");
        assertThat(page.getByTestId("agent-rules")).not().containsText("selling");
        realm.admin().put("/agents/policy", Map.of("rules", before)).expect(200);
    }

    @Test
    void anAgentIsMadeStepByStepWithTheKeyboard() {
        Page page = console.open(boss(), "en-US", "?view=create");
        page.getByTestId("agent-clientId").focus();
        page.keyboard().type("made-here");
        choose(page, "agent-owner", "alice");
        press(page, "Next");

        Locator key = page.locator("textarea#credential-key-text");
        key.fill("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");
        assertThat(page.getByTestId("key-fault")).containsText("private key");
        assertThat(key).hasValue("");
        key.fill(AgentKey.generate().publicJwk().toString());
        assertThat(page.getByTestId("key-read")).containsText("P-256");
        Chromium.accessible(page, "kc-agent-console");
        press(page, "Next");

        choose(page, "agent-scopes", Scene.READ);
        choose(page, "agent-targets", Scene.MCP);
        choose(page, "agent-actions", "invoices.list");
        press(page, "Next");
        press(page, "Next");
        assertThat(page.locator("kc-agent-console")).containsText(Scene.MCP);
        Chromium.picture(page, "admin-create");
        press(page, "Create agent");

        assertThat(page.getByTestId("first-exchange")).containsText("resource=" + Scene.MCP);
        Chromium.accessible(page, "kc-agent-console");
        page.getByTestId("open-agent").click();
        assertThat(page.getByTestId("view-header")).hasText("made-here");
        JsonNode made =
                realm.admin().get("/agents?search=made-here").expect(200).json().get(0);
        assertThat(made.at("/owner/username").asText()).isEqualTo("alice");
        assertThat(made.at("/ceiling/actions/0").asText()).isEqualTo("invoices.list");
    }

    @Test
    void whatTheServerRefusesIsSaidAndNothingIsLost() {
        scene.agent("taken-name", spec -> spec);
        Page page = console.open(boss(), "en-US", "?view=create");
        page.getByTestId("agent-clientId").fill("taken-name");
        choose(page, "agent-owner", "alice");
        press(page, "Next");
        page.locator("textarea#credential-key-text")
                .fill(AgentKey.generate().publicJwk().toString());
        press(page, "Next");
        press(page, "Next");
        press(page, "Next");
        press(page, "Create agent");
        assertThat(page.getByTestId("create-failure")).isVisible();
        press(page, "Back");
        assertThat(page.getByTestId("agent-chainDepth")).isVisible();
    }

    @Test
    void aClientIsAdoptedAfterALookAtWhatChanges() {
        realm.resourceServer("old-bot", client -> client.put("standardFlowEnabled", true));
        Page page = console.open(boss(), "en-US", "?view=adopt&client=old-bot");
        choose(page, "agent-owner", "alice");
        page.getByTestId("adopt-preview").click();
        assertThat(page.getByTestId("adopt-changes")).containsText("standardFlowEnabled");
        Chromium.accessible(page, "kc-agent-console");
        assertThat(agentsNamed("old-bot")).isZero();

        page.getByTestId("adopt-do").click();
        assertThat(page.getByTestId("agent-made")).containsText("old-bot is an agent now");
        assertThat(agentsNamed("old-bot")).isOne();
    }

    @Test
    void theRecordTellsPeopleFromAgentsAndIsVerified() {
        TestAgent agent = scene.agent("recorded", spec -> spec);
        open(agent, "Be seen");
        Page page = console.open(boss(), "en-US", "?agent=" + agent.id() + "&tab=audit");
        Locator table = page.getByTestId("audit-table");
        assertThat(table.locator("[data-type='agent.token.issued.v1'] [data-kind=delegated_agent]"))
                .hasText("Agent for a person");
        assertThat(table.locator("[data-type='agent.token.issued.v1']")).containsText("recorded for alice");
        assertThat(table.locator("[data-type='agent.created.v1'] [data-kind=person]"))
                .hasText("Person");

        console.go(page, "?section=audit");
        page.getByTestId("verify").click();
        assertThat(page.getByTestId("verified")).containsText("Nobody changed the records");
    }

    @Test
    void aTokenATaskAndAKeyTellWhatTheyReachedAndWhatIsAlive() throws IOException {
        TestAgent agent = scene.agent("token-holder", spec -> spec);
        open(agent, "Be found");
        JsonNode issued =
                realm.audit("?agent=token-holder&type=agent.token.issued.v1").get(0);
        Page page = console.open(boss(), "en-US", "?section=audit");
        lookUp(page, issued.at("/data/credential/jti").asText());
        assertThat(page.getByTestId("audit-table").locator("[data-type]")).hasCount(1);
        assertThat(page.getByTestId("audit-table")).containsText("token-holder");
        Locator reach = page.getByTestId("reach");
        assertThat(reach).containsText("Still alive: tokens 1, tasks 1");
        assertThat(reach).containsText("erp-api");
        assertThat(page.getByTestId("reach-origin")).containsText("A person's token");
        Chromium.picture(page, "admin-reach");

        console.go(page, "?section=audit&task=" + issued.path("subject").asText());
        Locator story = page.getByTestId("story");
        assertThat(story).containsText("Story of the task: Be found");
        assertThat(story).containsText("still alive");
        Locator told = page.getByTestId("timeline").locator("li");
        assertThat(told).hasCount(1);
        assertThat(told).containsText("Agent for a person");
        agent.kill().expect(200);
        page.reload();
        assertThat(story).containsText("The task is over");
        assertThat(told.locator("[data-kind=person]")).hasText("Person");
        assertThat(told.locator("[data-kind=delegated_agent]")).hasText("Agent for a person");
        Chromium.accessible(page, "kc-agent-console");
        Chromium.picture(page, "admin-story");

        page.getByTestId("audit-look").click();
        page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("Key"))
                .click();
        lookUp(page, agent.key().thumbprint());
        assertThat(reach).containsText("Nothing of it is alive any more");
        assertThat(page.getByTestId("reach-authenticatedWith").locator("tbody tr"))
                .hasCount(1);
        lookUp(page, "no-such-key");
        assertThat(page.getByText("Nothing is known of it")).isVisible();

        console.go(page, "?section=audit&by=token-holder");
        page.getByTestId("export-records").click();
        page.getByTestId("export-format").click();
        page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("CSV"))
                .click();
        Download csv =
                page.waitForDownload(() -> page.getByTestId("dialog-confirm").click());
        assertThat(csv.suggestedFilename()).isEqualTo("agent-records.csv.csv");
        assertThat(Files.readString(csv.path()).lines().skip(1))
                .isNotEmpty()
                .allMatch(line -> line.contains("token-holder"));
    }

    private static void lookUp(Page page, String id) {
        Locator field = page.locator("[data-testid=audit-token] input, input[data-testid=audit-token]")
                .first();
        field.fill(id);
        field.press("Enter");
    }

    @Test
    void aWebhookForRecordsIsAddedSwitchedOffAndRemoved() {
        Page page = console.open(boss(), "en-US", "?section=sinks");
        page.getByTestId("add-sink").first().click();
        page.getByTestId("sink-name").fill("siem");
        page.getByTestId("sink-url").fill("http://siem.example/in");
        page.getByTestId("sink-secret").fill("${vault.siem}");
        page.getByTestId("dialog-confirm").click();
        assertThat(dialog(page)).containsText("https");
        page.getByTestId("sink-url").fill("https://siem.example/in");
        Chromium.accessible(page, ".pf-v5-c-modal-box");
        page.getByTestId("dialog-confirm").click();
        Locator sink = page.locator("[data-sink=siem]");
        assertThat(sink).containsText("https://siem.example/in");
        sink.locator("button[aria-expanded]").first().click();
        Chromium.picture(page, "admin-sink");

        sink.locator(".pf-v5-c-menu-toggle").click();
        page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Edit"))
                .click();
        assertThat(page.getByTestId("sink-secret")).hasValue("${vault.siem}");
        page.locator("label.pf-v5-c-switch[for=sink-enabled]").click();
        page.getByTestId("dialog-confirm").click();
        assertThat(sink).containsText("Off");
        assertThat(realm.admin()
                        .get("/agents/audit/sinks/siem")
                        .expect(200)
                        .json()
                        .path("enabled")
                        .asBoolean())
                .isFalse();

        sink.locator(".pf-v5-c-menu-toggle").click();
        page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Remove"))
                .click();
        page.getByTestId("dialog-confirm").click();
        assertThat(page.getByTestId("agents-empty")).containsText("Records go nowhere else");
        realm.admin().get("/agents/audit/sinks/siem").expect(404);
    }

    @Test
    void aResourceUriIsAddedChangedAndRemoved() {
        String uri = "https://new.example/mcp";
        Page page = console.open(boss(), "en-US", "?section=resources&max=100");
        page.getByTestId("add-resource").click();
        page.getByTestId("resource-uri").fill("not-a-uri");
        choose(page, "resource-server", "erp-api");
        page.getByTestId("dialog-confirm").click();
        assertThat(dialog(page)).containsText("This was not done");
        page.getByTestId("resource-uri").fill(uri);
        Chromium.accessible(page, ".pf-v5-c-modal-box");
        page.getByTestId("dialog-confirm").click();
        Locator row = page.locator("[data-uri='" + uri + "']");
        assertThat(row).containsText("erp-api");

        row.locator(".pf-v5-c-menu-toggle").click();
        page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Edit"))
                .click();
        choose(page, "resource-gateways", "portal");
        page.getByTestId("dialog-confirm").click();
        assertThat(row).containsText("portal");

        row.locator(".pf-v5-c-menu-toggle").click();
        page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Remove"))
                .click();
        page.getByTestId("dialog-confirm").click();
        assertThat(row).hasCount(0);
        assertThat(realm.admin().get("/agents/resources").expect(200).body()).doesNotContain(uri);
    }

    @Test
    void aDocumentIsTakenAlongAndBroughtBackAfterALookAtWhatChanges() throws IOException {
        TestAgent agent = scene.agent("as-code", spec -> spec);
        Page page = console.open(boss(), "en-US", "?section=code");
        Download yaml =
                page.waitForDownload(() -> page.getByTestId("export-yaml").click());
        assertThat(Files.readString(yaml.path())).contains("as-code");

        Locator document = page.locator("textarea#import-document");
        document.fill("version: 1\nagents:\n  - clientId: as-code\n    nonsense: 1\n");
        page.getByTestId("import-try").click();
        assertThat(page.getByTestId("import-report")).containsText("nonsense");
        assertThat(page.getByTestId("import-do")).isDisabled();

        JsonNode whole = realm.admin().get("/agents/export").expect(200).json();
        ObjectNode changed = Json.object().put("version", 1);
        for (JsonNode one : whole.path("agents")) {
            if (one.path("clientId").asText().equals("as-code")) {
                changed.putArray("agents").add(((ObjectNode) one.deepCopy()).put("name", "From code"));
            }
        }
        document.fill(changed.toString());
        page.getByTestId("import-try").click();
        assertThat(page.getByTestId("import-changes")).containsText("From code");
        assertThat(agent.record().path("name").asText()).isNotEqualTo("From code");
        Chromium.accessible(page, "kc-agent-console");
        Chromium.picture(page, "admin-import");
        page.getByTestId("import-do").click();
        assertThat(page.getByTestId("agents-alerts")).containsText("The realm is in step with the document");
        assertThat(agent.record().path("name").asText()).isEqualTo("From code");
    }

    @Test
    void anAgentIsBlockedForAPersonAndTheBlockIsLifted() {
        TestAgent agent = scene.agent("blocked-here", spec -> spec);
        open(agent, "Be blocked");
        Page page = console.open(boss(), "en-US", "?agent=" + agent.id() + "&tab=authority");
        page.getByTestId("add-block").click();
        choose(page, "block-person", "alice");
        page.locator("#block-reason").fill("On leave");
        page.getByTestId("dialog-confirm").click();
        assertThat(page.getByTestId("agents-alerts")).containsText("Ended: 1 tasks, 1 tokens.");
        assertThat(page.getByTestId("blocks-table")).containsText("On leave");
        page.getByTestId("blocks-table").scrollIntoViewIfNeeded();
        Chromium.picture(page, "admin-blocks");
        assertThat(agent.tasks().get(0).path("state").asText()).isEqualTo("revoked");

        page.getByTestId("lift-block").click();
        page.getByTestId("dialog-confirm").click();
        assertThat(page.getByTestId("blocks-table")).hasCount(0);
        open(agent, "Work again");
    }

    @Test
    void aRuleIsCheckedWhileItIsTypedAndTriedWithoutEffect() {
        Page page = console.open(boss(), "en-US", "?section=policy");
        page.getByTestId("add-rule").click();
        page.getByTestId("rule-id").fill("no-risk");
        page.getByTestId("rule-reason").fill("too risky");
        page.getByTestId("rule-condition").fill("agnt.risk_level > 1");
        assertThat(page.getByTestId("rule-checked")).containsText("unknown name");
        assertThat(page.getByTestId("rule-keep")).isDisabled();
        page.getByTestId("rule-condition").fill("agent.risk_level > 1");
        assertThat(page.getByTestId("rule-checked")).containsText("agent.risk_level");
        Chromium.accessible(page, ".pf-v5-c-modal-box");
        page.getByTestId("rule-keep").click();
        assertThat(page.getByTestId("unsaved")).containsText("not in force");
        page.getByTestId("replay").click();
        assertThat(page.getByTestId("replayed")).isVisible();
        Chromium.accessible(page, "kc-agent-console");
        page.getByTestId("policy-save").click();
        assertThat(page.getByTestId("versions-table")).containsText("in force");

        JsonNode rule = realm.admin().get("/agents/policy").expect(200).json().at("/rules/0");
        assertThat(rule.path("mode").asText()).isEqualTo("log_only");
        assertThat(rule.path("condition").asText()).isEqualTo("agent.risk_level > 1");
    }

    @Test
    void settingsAreSavedAndAWrongOneIsSaidAtItsField() {
        Page page = console.open(boss(), "en-US", "?section=settings");
        page.locator("#set-maxLiveTasks").fill("77");
        setting(page, "tasks.tokenSeconds").locator("input").fill("10");
        page.getByTestId("settings-save").click();
        assertThat(setting(page, "tasks.tokenSeconds").getByTestId("setting-fault"))
                .containsText("from 1 to 300");
        assertThat(setting(page, "tasks.tokenSeconds").locator("input")).isFocused();
        assertThat(page.locator("#set-maxLiveTasks")).hasValue("77");

        setting(page, "tasks.tokenSeconds").locator("input").fill("2");
        setting(page, "tasks.drift.outOfAuthority").locator("input").fill("5");
        setting(page, "remoteDecision.url").locator("input").fill("https://pdp.example/access/v1/evaluation");
        page.getByTestId("set-audit.introspection").click();
        page.getByRole(
                        AriaRole.OPTION,
                        new Page.GetByRoleOptions().setName("all").setExact(true))
                .click();
        page.getByTestId("settings-save").click();
        assertThat(page.getByTestId("agents-alerts")).containsText("Saved");
        JsonNode saved = realm.admin().get("/agents/settings").expect(200).json();
        assertThat(saved.path("maxLiveTasks").asInt()).isEqualTo(77);
        assertThat(saved.at("/tasks/drift/outOfAuthority").asInt()).isEqualTo(5);
        assertThat(saved.at("/remoteDecision/url").asText()).startsWith("https://pdp.example/");
        assertThat(saved.at("/remoteDecision/onCall").asBoolean()).isFalse();
        assertThat(saved.at("/audit/introspection").asText()).isEqualTo("all");

        setting(page, "remoteDecision.url").locator("input").fill("");
        page.getByTestId("set-audit.introspection").click();
        page.getByRole(
                        AriaRole.OPTION,
                        new Page.GetByRoleOptions().setName("none").setExact(true))
                .click();
        assertThat(page.getByTestId("settings-save")).isEnabled();
        page.getByTestId("settings-save").click();
        await().until(() ->
                !realm.admin().get("/agents/settings").expect(200).json().hasNonNull("remoteDecision"));
        assertThat(page.getByTestId("settings-save")).isDisabled();
    }

    private static Locator setting(Page page, String path) {
        return page.locator("[data-setting='" + path + "']");
    }

    @Test
    void theEmergencyStopIsPulledSeenAndLifted(Realms realms) {
        TestRealm other = realms.create("stopped");
        new Scene(other);
        other.adminUser("boss", "realm-admin");
        AdminConsole there = new AdminConsole(chromium, console.baseUrl(), other.name());
        Page page = there.open(boss(), "en-US", "?section=stop");
        page.getByTestId("pull-stop").click();
        assertThat(page.getByTestId("dialog-confirm")).isDisabled();
        page.getByTestId("stop-name").fill(other.name());
        page.getByTestId("dialog-confirm").click();
        assertThat(page.getByTestId("what-ended")).isVisible();
        page.getByTestId("dialog-close").click();

        there.go(page, "?search=clerk");
        assertThat(page.getByTestId("stop-banner")).containsText("All agents of this realm are stopped");
        Chromium.accessible(page, "kc-agent-console");
        there.go(page, "?section=stop");
        page.getByTestId("lift-stop").click();
        page.getByTestId("dialog-confirm").click();
        assertThat(page.getByTestId("pull-stop")).isVisible();
        assertThat(page.getByTestId("stop-banner")).hasCount(0);
    }

    @Test
    void whoMayOnlyReadFindsNothingToPress() {
        TestAgent agent = scene.agent("read-only", spec -> spec);
        open(agent, "Be read");
        Page page = console.open(reader(), "en-US", "?search=read-only");
        assertThat(rows(page)).hasCount(1);
        for (String button : List.of("create", "adopt", "bulk-suspend")) {
            assertThat(page.getByTestId(button)).hasCount(0);
        }
        assertThat(rows(page).getByRole(AriaRole.CHECKBOX)).hasCount(0);
        console.go(page, "?agent=" + agent.id() + "&tab=tasks");
        assertThat(page.getByTestId("tasks-table")).containsText("Be read");
        assertThat(page.getByTestId("kill")).hasCount(0);
        assertThat(page.getByTestId("agent-actions")).hasCount(0);
        assertThat(page.getByTestId("tab-edit")).hasCount(0);
        console.go(page, "?agent=" + agent.id());
        assertThat(page.getByTestId("keys-table")).isVisible();
        assertThat(page.getByTestId("rotate")).hasCount(0);
        assertThat(page.getByTestId("replace-credential")).hasCount(0);
        console.go(page, "?section=policy");
        assertThat(page.getByTestId("explain")).isVisible();
        assertThat(page.getByTestId("add-rule")).hasCount(0);
        console.go(page, "?section=resources");
        assertThat(page.getByTestId("resources-table")).isVisible();
        assertThat(page.getByTestId("add-resource")).hasCount(0);
        console.go(page, "?section=sinks");
        assertThat(page.getByText("Only an administrator of the realm")).isVisible();
        assertThat(page.getByTestId("add-sink")).hasCount(0);
        console.go(page, "?section=code");
        assertThat(page.getByTestId("export-yaml")).isVisible();
        assertThat(page.locator("#import-document")).hasCount(0);
        console.go(page, "?view=create");
        assertThat(page.getByTestId("agents-table")).isVisible();
        assertThat(page.getByTestId("agent-clientId")).hasCount(0);
    }

    @Test
    void theEndOfTheSessionIsSaidAndNothingTypedIsLost() {
        TestAgent agent = scene.agent("late-edit", spec -> spec);
        realm.adminUser("leaver", "realm-admin");
        Page page = console.open(
                new Person("", "leaver", scene.alice.password()), "en-US", "?agent=" + agent.id() + "&tab=edit");
        page.getByTestId("agent-name").fill("Too late");
        String leaver = realm.admin()
                .get("/users?exact=true&username=leaver")
                .expect(200)
                .json()
                .at("/0/id")
                .asText();
        realm.admin().post("/users/" + leaver + "/logout", "{}").expect(204);
        page.getByTestId("edit-save").click();
        assertThat(page.getByTestId("edit-failure")).containsText("Your session has ended");
        assertThat(page.getByTestId("agent-name")).hasValue("Too late");
        assertThat(agent.record().path("name").asText()).isNotEqualTo("Too late");
    }

    @Test
    void thePagesSpeakGerman() {
        Page page = console.open(boss(), "de-DE", "?search=ap-clerk");
        assertThat(page.locator("#nav-item-agents")).hasText("Agenten");
        assertThat(rows(page).getByTestId("agent-status")).hasText("Aktiv");
        assertThat(page.locator("kc-agent-console")).hasAttribute("lang", "de");
        console.go(page, "?agent=" + scene.clerk.id());
        assertThat(page.getByTestId("rotate")).hasText("Schlüssel hinzufügen");
        console.go(page, "?section=settings");
        assertThat(page.locator("kc-agent-console")).containsText("Entfernter Entscheidungspunkt");
    }

    @Test
    void namesAreShownAsTextWhateverTheyHold() {
        String name = "<img src=x onerror=fail()>";
        TestAgent agent = scene.agent(
                "hostile-here",
                spec -> spec.purpose("<b>x</b> ${7*7} <script>fail()</script>").json(json -> json.put("name", name)));
        Page page = console.open(boss(), "en-US", "?search=hostile-here");
        assertThat(rows(page)).containsText(name);
        console.go(page, "?agent=" + agent.id());
        assertThat(page.getByTestId("view-header")).hasText(name);
        assertThat(page.locator("kc-agent-console")).containsText("<script>fail()</script>");
    }

    @Test
    void everyPageIsAccessibleAndFitsOnATablet() {
        open(scene.clerk, "Be read by everybody");
        Page page = console.open(boss(), "en-US", "");
        Map<String, String> pages = Map.ofEntries(
                Map.entry("agents", ""),
                Map.entry("agent", "?agent=" + scene.clerk.id()),
                Map.entry("authority", "?agent=" + scene.clerk.id() + "&tab=authority"),
                Map.entry("agent-tasks", "?agent=" + scene.clerk.id() + "&tab=tasks"),
                Map.entry("agent-delegations", "?agent=" + scene.clerk.id() + "&tab=delegations"),
                Map.entry("agent-audit", "?agent=" + scene.clerk.id() + "&tab=audit"),
                Map.entry("edit", "?agent=" + scene.clerk.id() + "&tab=edit"),
                Map.entry("create", "?view=create"),
                Map.entry("tasks", "?section=tasks"),
                Map.entry("audit", "?section=audit"),
                Map.entry("policy", "?section=policy"),
                Map.entry("sinks", "?section=sinks"),
                Map.entry("resources", "?section=resources"),
                Map.entry("code", "?section=code"),
                Map.entry("posture", "?section=posture"),
                Map.entry("settings", "?section=settings"),
                Map.entry("stop", "?section=stop"));
        pages.forEach((name, query) -> {
            page.setViewportSize(1280, 900);
            console.go(page, query);
            assertThat(page.locator("kc-agent-console [role=progressbar]")).hasCount(0);
            Chromium.accessible(page, "kc-agent-console");
            Chromium.picture(page, "admin-" + name);
            page.setViewportSize(768, 1000);
            Chromium.picture(page, "admin-" + name + "-narrow");
            assertThat((Boolean) page.evaluate(
                            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                    .as("%s fits", name)
                    .isTrue();
        });
    }

    private int agentsNamed(String clientId) {
        return realm.admin()
                .get("/agents/count?search=" + clientId)
                .expect(200)
                .json()
                .asInt();
    }

    private void open(TestAgent agent, String purpose) {
        agent.exchange(scene.login().accessToken())
                .audience("erp-api")
                .scope(Scene.READ)
                .authorizationDetails(Scene.details("'actions':['invoices.list'],'purpose':'" + purpose + "'"))
                .send()
                .expect(200);
    }

    private Person boss() {
        return new Person("", "boss", scene.alice.password());
    }

    private Person reader() {
        return new Person("", "reader", scene.alice.password());
    }

    private static Locator rows(Page page) {
        return page.getByTestId("agents-table").locator("tbody tr");
    }

    private static Locator row(Page page, TestAgent agent) {
        return page.locator("[data-client-id='" + agent.clientId() + "']");
    }

    private static Locator dialog(Page page) {
        return page.getByRole(AriaRole.DIALOG);
    }

    private static Page.GetByRoleOptions button(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    private static void next(Page page) {
        page.getByRole(AriaRole.BUTTON, button("Next page")).click();
    }

    private static void press(Page page, String name) {
        page.locator(".pf-v5-c-wizard__footer")
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    private static void act(Page page, String name) {
        page.getByTestId("agent-actions").click();
        page.getByTestId("act-" + name).click();
    }

    /** Types a name into a field of names and takes it. */
    private static void choose(Page page, String field, String name) {
        Locator input = page.locator("input#" + field);
        input.fill(name);
        input.press("Enter");
        assertThat(page.locator(".pf-v5-c-chip").getByText(name).first()).isVisible();
    }

    private static Map<String, Object> rule(String id, String label) {
        return Map.of(
                "id",
                id,
                "scope",
                Map.of("label", label),
                "condition",
                "false",
                "effect",
                "deny",
                "reason",
                "never",
                "mode",
                "log_only");
    }
}
