package io.agentidentity.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AccessApi;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a person sees and does at "My agents" in the account console, in a browser. Skipped where there is no Chromium. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountConsoleIT {

    private TestRealm realm;
    private Scene scene;
    private AccessApi erp;
    private Chromium chromium;
    private TestAgent clerk;
    private TestAgent scout;

    @BeforeAll
    void start(TestRealm realm) {
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
        erp = AccessApi.of(scene.erp);
        clerk = scene.agent("bill-clerk", scene::forEverybody);
        scout = scene.agent("scout", spec -> scene.forEverybody(spec).json(json -> json.put("name", "Price scout")));
        realm.admin()
                .put("/clients/" + scene.erp.id(), Map.of("clientId", "erp-api", "name", "Invoices of the company"))
                .expect(204);
        chromium = Chromium.start();
    }

    @AfterAll
    void end() {
        if (chromium != null) {
            chromium.close();
            assertThat(chromium.errors()).isEmpty();
        }
    }

    @Test
    void whatActsForAPersonShowsWhatForWithWhichRightsHowMuchAndUntilWhen() {
        Person ada = realm.person("ada");
        TokenAnswer token = task(
                clerk,
                ada,
                "'purpose':'Pay the bills of November','actions':['invoices.list','invoices.read'],"
                        + "'constraints':{'amount':{'max':500},'currency':{'in':['EUR','CHF']}},"
                        + "'limits':{'max_calls':5,'sum':{'amount':900}}");
        erp.decide(token, "invoices.read", Map.of("amount", 420, "currency", "EUR"));
        task(scout, ada, "");
        Page page = account(ada, "en-US", "");

        Locator task = card(page, token);
        for (String part : List.of(
                "Pay the bills of November",
                "Running",
                "by bill-clerk",
                "Invoices of the company (erp-api)",
                "invoices.list",
                Scene.READ,
                "amount is at most 500",
                "currency is one of CHF, EUR",
                "Operations: 1 of 5",
                "amount in all: 420 of 900",
                "(in 14 minutes)")) {
            assertThat(task).containsText(part);
        }
        assertThat(page.getByTestId("my-task")).hasCount(2);
        looksRight(page, "account-tasks");

        task.getByTestId("stop").click();
        assertThat(page.getByTestId("dialog-confirm")).isVisible();
        assertThat(page.locator(".pf-v5-c-modal-box")).containsText("Pay the bills of November");
        Chromium.accessible(page, ".pf-v5-c-modal-box");
        Chromium.picture(page, "account-stop");
        page.getByTestId("dialog-confirm").click();
        assertThat(task).hasCount(0);
        assertThat(page.getByTestId("agents-alerts")).containsText("may accept a pass until");
        assertThat(scene.active(token)).isFalse();

        page.locator("#tasks-ended").click();
        assertThat(card(page, token)).containsText("Stopped by");
        assertThat(card(page, token).getByTestId("stop")).hasCount(0);
        page.goBack();
        assertThat(page.getByTestId("my-task")).containsText("Price scout");
        page.getByTestId("what-it-did").click();
        assertThat(page.getByTestId("history")).containsText("scout began to work for you");
        assertThat(page.getByTestId("history")).not().containsText("bill-clerk");
    }

    @Test
    void allOfAnAgentOrAllIsStoppedAfterItWasSaidWhatEnds() {
        Person ben = realm.person("ben");
        TokenAnswer bills = task(clerk, ben, "'purpose':'Pay the bills'");
        TokenAnswer sorting = task(clerk, ben, "'purpose':'Sort the mail'");
        TokenAnswer prices = task(scout, ben, "'purpose':'Look for prices'");
        TokenAnswer ofBob = task(clerk, scene.bob, "'purpose':'of bob'");
        Page page = account(ben, "en-US", "?tab=tasks");
        assertThat(page.getByTestId("my-task")).hasCount(3);

        page.locator("#tasks-agent").click();
        page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("bill-clerk"))
                .click();
        assertThat(page.getByTestId("my-task")).hasCount(2);
        page.getByTestId("stop-all").click();
        assertThat(page.getByTestId("will-stop")).containsText("bill-clerk: ");
        assertThat(page.getByTestId("will-stop")).containsText("Sort the mail");
        assertThat(page.getByTestId("will-stop")).not().containsText("Look for prices");
        page.getByTestId("dialog-confirm").click();
        assertThat(page.getByTestId("agents-alerts")).containsText("Tasks that were stopped: 2");
        assertThat(scene.active(bills) || scene.active(sorting)).isFalse();
        assertThat(scene.active(prices)).isTrue();

        page.navigate(realm.issuer() + "/account/content/my-agents?tab=tasks");
        page.getByTestId("stop-all").click();
        assertThat(page.getByTestId("will-stop")).containsText("scout: Look for prices");
        Chromium.accessible(page, ".pf-v5-c-modal-box");
        Chromium.picture(page, "account-stop-all");
        page.keyboard().press("Escape");
        assertThat(page.getByTestId("will-stop")).hasCount(0);
        assertThat(scene.active(prices)).isTrue();
        page.getByTestId("stop-all").click();
        page.getByTestId("dialog-confirm").click();
        assertThat(page.getByTestId("agents-empty")).containsText("Nothing acts for you now");
        assertThat(scene.active(prices)).isFalse();
        assertThat(scene.active(ofBob)).as("another person's").isTrue();
    }

    @Test
    void theHistoryIsToldInGermanSentences() {
        Person cem = realm.person("cem");
        TokenAnswer token = task(clerk, cem, "'actions':['invoices.list','invoices.read'],'limits':{'max_calls':13}");
        erp.decide(token, "invoices.list", Map.of());
        for (int i = 0; i < 12; i++) {
            erp.decide(token, "invoices.read", Map.of("number", i));
        }
        erp.decide(token, "invoices.read", Map.of("number", 12));
        realm.tasks(scene.other.login(cem).accessToken())
                .revoke(Scene.taskId(token), "")
                .expect(200);
        realm.audit("max=1");
        Page page = account(cem, "de-DE", "?tab=history");
        assertThat(page.getByTestId("page-heading")).hasText("Meine Agenten");
        assertThat(page.getByTestId("tab-history")).hasText("Verlauf");
        Locator entries = page.getByTestId("history-entry");
        assertThat(entries).hasCount(5);
        assertThat(entries.nth(0)).containsText("Sie haben bill-clerk angehalten");
        assertThat(entries.nth(1))
                .containsText(
                        "bill-clerk wollte bei Invoices of the company für Sie 1 invoice lesen und wurde abgewiesen:"
                                + " eine Grenze ist erreicht");
        assertThat(entries.nth(2))
                .containsText("bill-clerk hat bei Invoices of the company für Sie 12 invoices gelesen");
        assertThat(entries.nth(3))
                .containsText("bill-clerk hat bei Invoices of the company für Sie invoices durchgesehen");
        assertThat(entries.nth(4))
                .containsText("bill-clerk hat begonnen, bei Invoices of the company für Sie zu arbeiten");
        assertThat(page.getByTestId("history")).containsText("Heute");
        looksRight(page, "account-history");
    }

    @Test
    void withTheKeyboardAloneAnAgentIsNotLetActAndAllowedAgain() {
        Person dora = realm.person("dora");
        TokenAnswer token = task(scout, dora, "'purpose':'Look for prices'");
        Page page = account(dora, "en-US", "");
        page.getByTestId("block").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator(".pf-v5-c-modal-box")).containsText("Do not let scout act for you?");
        press(page, "Tab", "dialog-confirm");
        page.keyboard().press("Enter");
        assertThat(page.getByTestId("agents-empty")).isVisible();
        assertThat(scene.active(token)).isFalse();
        assertThat(scout.exchange(login(dora)).audience("erp-api").send().body())
                .contains("blocked");

        page.locator("[data-testid=tab-blocks]").focus();
        page.keyboard().press("Enter");
        Locator block = page.getByTestId("my-block");
        assertThat(block).containsText("Price scout");
        assertThat(block).containsText("You");
        looksRight(page, "account-blocks");
        page.getByTestId("allow").focus();
        page.keyboard().press("Space");
        press(page, "Tab", "dialog-confirm");
        page.keyboard().press("Enter");
        assertThat(page.getByTestId("agents-empty")).containsText("You keep no agent from acting for you");
        scout.exchange(login(dora)).audience("erp-api").send().expect(200);

        realm.admin()
                .put(scout.path("/blocks/" + dora.id()), Map.of("reason", "words of an administrator"))
                .expect(200);
        page.reload();
        assertThat(block).containsText("An administrator");
        assertThat(block).not().containsText("words");
        assertThat(page.getByTestId("allow")).hasCount(0);
    }

    @Test
    void whatStandsStillIsLetGoOnByThePersonWhoStoppedIt() {
        Person emil = realm.person("emil");
        TokenAnswer token = task(clerk, emil, "'purpose':'Wait'");
        realm.tasks(scene.other.login(emil).accessToken())
                .suspend(Scene.taskId(token))
                .expect(200);
        Page page = account(emil, "en-US", "");
        assertThat(card(page, token)).containsText("Paused by");
        card(page, token).getByTestId("resume").click();
        page.getByTestId("dialog-confirm").click();
        assertThat(card(page, token).getByTestId("task-state")).hasText("Running");
        assertThat(card(page, token).getByTestId("resume")).hasCount(0);
        clerk.exchange(token.accessToken()).send().expect(200);
    }

    @Test
    void aPersonWithoutAgentsIsToldSoAndTheConsoleIsAsItWas() {
        Page page = account(realm.person("faye"), "en-US", "");
        assertThat(page.getByTestId("agents-empty")).containsText("Nothing acts for you now");
        looksRight(page, "account-empty");
        page.getByTestId("tab-owned").click();
        assertThat(page.getByTestId("agents-empty")).containsText("You answer for no agents");
        page.getByTestId("tab-history").click();
        assertThat(page.getByTestId("agents-empty")).containsText("Nothing was done in your name yet");
        page.getByTestId("tab-blocks").click();
        assertThat(page.getByTestId("agents-empty")).containsText("You keep no agent from acting for you");
        page.reload();
        assertThat(page.getByTestId("agents-empty")).containsText("You keep no agent from acting for you");
        works(page);
        page.goBack();
        assertThat(page.getByTestId("agents-empty")).isVisible();
    }

    @Test
    void whateverOfOursFailsTheConsoleWorks() {
        Person gus = realm.person("gus");
        Page page = account(gus, "en-US", "?tab=tasks");
        page.route("**/agents/me/**", Route::abort);
        page.reload();
        assertThat(page.getByTestId("agents-failure")).containsText("The server could not be reached");
        works(page);
        page.unroute("**/agents/me/**");
        page.goBack();
        assertThat(page.getByTestId("agents-empty")).isVisible();

        Page halved = chromium.window("en-US");
        halved.route("**/agents/assets/index-*.js", Route::abort);
        halved.navigate(realm.issuer() + "/account/content/my-agents");
        Chromium.logIn(halved, gus);
        assertThat(halved.locator("kc-my-agents [role=alert]")).containsText("Reload this page");
        works(halved);

        Page without = chromium.window("en-US");
        without.route("**/agents/assets/my-agents-*.js", Route::abort);
        without.navigate(realm.issuer() + "/account/");
        Chromium.logIn(without, gus);
        works(without);
    }

    @Test
    void aSessionThatHasEndedIsSaidAndNothingIsLost() {
        Person hal = realm.person("hal");
        task(clerk, hal, "'purpose':'Pay the bills'");
        Page page = account(hal, "en-US", "");
        assertThat(page.getByTestId("my-task")).hasCount(1);
        realm.admin().post("/users/" + hal.id() + "/logout", "").expect(204);
        page.getByTestId("stop").click();
        page.getByTestId("dialog-confirm").click();
        assertThat(page.locator(".pf-v5-c-modal-box")).containsText("Your session has ended");
        Chromium.picture(page, "account-session-over");
    }

    @Test
    void whoMayOnlyReadFindsNothingToPress() {
        Person ida = realm.person("ida");
        scene.agent("of-ida", spec -> spec.owner(ida));
        task(clerk, ida, "'purpose':'Only to be seen'");
        String account = realm.clientUuid("account");
        JsonNode defaults = realm.admin()
                .get("/roles/default-roles-" + realm.name())
                .expect(200)
                .json();
        JsonNode reading = realm.admin()
                .get("/clients/" + account + "/roles/view-profile")
                .expect(200)
                .json();
        realm.admin()
                .post("/users/" + ida.id() + "/role-mappings/clients/" + account, List.of(reading))
                .expect(204);
        realm.admin()
                .send("DELETE", "/users/" + ida.id() + "/role-mappings/realm", List.of(defaults))
                .expect(204);
        realm.admin()
                .post(
                        "/clients/" + realm.clientUuid("account-console") + "/scope-mappings/clients/" + account,
                        List.of(reading))
                .expect(204);
        Page page = account(ida, "en-US", "?tab=tasks");
        assertThat(page.getByTestId("my-task")).containsText("Only to be seen");
        for (String control : List.of("stop", "stop-all", "block")) {
            assertThat(page.getByTestId(control)).hasCount(0);
        }
        page.getByTestId("tab-owned").click();
        assertThat(page.getByTestId("my-agent")).isVisible();
        assertThat(page.getByTestId("my-agent-suspend")).hasCount(0);
    }

    private Page account(Person person, String language, String query) {
        Page page = chromium.window(language);
        page.navigate(realm.issuer() + "/account/content/my-agents" + query);
        Chromium.logIn(page, person);
        assertThat(page.locator("kc-my-agents [data-testid=page-heading]")).isVisible();
        return page;
    }

    private static Locator card(Page page, TokenAnswer token) {
        return page.locator("[data-task='" + Scene.taskId(token) + "']");
    }

    /** Accessible, and in pictures: light, dark and narrow, without a bar to scroll sideways. */
    private static void looksRight(Page page, String name) {
        Chromium.accessible(page, "kc-my-agents");
        Chromium.picture(page, name);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        Chromium.picture(page, name + "-dark");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        page.setViewportSize(768, 900);
        // The console's own navigation lies over the page until it is closed.
        page.locator("header button").first().click();
        assertThat((Boolean) page.evaluate(
                        "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                .isTrue();
        Chromium.picture(page, name + "-narrow");
        page.setViewportSize(1280, 900);
        page.locator("header button").first().click();
    }

    /** The stock console's own page opens. */
    private static void works(Page page) {
        page.locator("a.pf-v5-c-nav__link").first().click();
        assertThat(page.locator("#username")).isVisible();
        assertThat(page.locator("kc-my-agents")).hasCount(0);
    }

    private static void press(Page page, String key, String untilFocused) {
        assertThat(page.getByTestId(untilFocused)).isVisible();
        page.keyboard().press(key);
        assertThat(page.getByTestId(untilFocused)).isFocused();
    }

    private TokenAnswer task(TestAgent agent, Person person, String members) {
        return agent.exchange(login(person))
                .audience("erp-api")
                .authorizationDetails(Scene.details(members).toString())
                .token();
    }

    private String login(Person person) {
        return scene.portal.login(person, Scene.READ, Scene.WRITE).accessToken();
    }
}
