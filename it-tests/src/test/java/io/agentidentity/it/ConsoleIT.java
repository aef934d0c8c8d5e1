package io.agentidentity.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.it.server.KeycloakServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The pages in Keycloak's own consoles, in a browser. Skipped where there is no Chromium. */
@KeycloakTest
@Tag("smoke")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleIT {

    private TestRealm realm;
    private String baseUrl;
    private Scene scene;
    private Chromium chromium;

    @BeforeAll
    void start(TestRealm realm, KeycloakServer server) {
        assumeTrue(Chromium.path().isPresent(), "no Chromium on this machine; see -Dchromium.path");
        this.realm = realm;
        this.baseUrl = server.baseUrl();
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
    void aNewOwnerTakesAnAgentOnInTheAccountConsole() {
        Person ina = realm.person("ina");
        TestAgent agent = scene.agent("handed-to-ina", spec -> spec);
        agent.transferTo(ina).expect(200);
        Page page = account(ina, "en-US");

        Locator card = card(page, agent);
        assertThat(card).containsText("You were named as the owner");
        card.getByTestId("my-agent-confirm").click();
        page.getByTestId("dialog-confirm").click();

        assertThat(card.getByTestId("agent-status")).hasText("Active");
        assertThat(agent.record().path("status").asText()).isEqualTo("active");
    }

    @Test
    void aNewOwnerDeclinesOrThinksAgain() {
        Person jan = realm.person("jan");
        TestAgent agent = scene.agent("handed-to-jan", spec -> spec);
        agent.transferTo(jan).expect(200);
        Page page = account(jan, "en-US");
        Locator card = card(page, agent);

        card.getByTestId("my-agent-decline").click();
        page.keyboard().press("Escape");
        assertThat(page.getByTestId("agents-dialog")).hasCount(0);
        assertThat(agent.record().at("/owner/answer").asText()).isEqualTo("asked");

        card.getByTestId("my-agent-decline").click();
        page.getByTestId("dialog-confirm").click();
        assertThat(card.getByTestId("my-agent-decline")).hasCount(0);
        assertThat(agent.record().at("/owner/answer").asText()).isEqualTo("declined");
    }

    @Test
    void aSponsorTakesOverWhatHasNoOwner() {
        Person kim = realm.person("kim");
        Person lee = realm.person("lee");
        TestAgent agent = scene.agent("left-by-kim", spec -> spec.owner(kim).sponsors(lee));
        Page page = account(lee, "en-US");
        assertThat(card(page, agent).getByTestId("my-agent-take-over")).hasCount(0);

        realm.setEnabled(kim, false);
        page.reload();
        card(page, agent).getByTestId("my-agent-take-over").click();
        page.getByTestId("dialog-confirm").click();

        assertThat(card(page, agent)).containsText("You are the owner");
        assertThat(agent.record().at("/owner/id").asText()).isEqualTo(lee.id());
    }

    @Test
    void anOwnerSuspendsAndActivatesWithTheKeyboardInGerman() {
        Person mia = realm.person("mia");
        TestAgent agent = scene.agent("of-mia", spec -> spec.owner(mia));
        Page page = account(mia, "de-DE");
        assertThat(page.getByTestId("page-heading")).hasText("Meine Agenten");

        card(page, agent).getByTestId("my-agent-suspend").focus();
        page.keyboard().press("Enter");
        assertThat(page.getByTestId("dialog-confirm")).isVisible();
        page.keyboard().press("Tab");
        assertThat(page.getByTestId("dialog-confirm")).isFocused();
        page.keyboard().press("Enter");
        assertThat(card(page, agent).getByTestId("agent-status")).hasText("Ausgesetzt");
        assertThat(agent.record().path("status").asText()).isEqualTo("suspended");

        card(page, agent).getByTestId("my-agent-activate").click();
        page.getByTestId("dialog-confirm").click();
        assertThat(card(page, agent).getByTestId("agent-status")).hasText("Aktiv");
    }

    @Test
    void thePageOfMyAgentsIsAccessible() {
        Page page = account(scene.alice, "en-US");
        assertThat(page.getByTestId("my-agent").first()).isVisible();
        Chromium.accessible(page, "kc-my-agents");
        Chromium.picture(page, "my-agents");
        page.setViewportSize(768, 900);
        Chromium.picture(page, "my-agents-narrow");

        page.getByTestId("my-agent-suspend").first().click();
        assertThat(page.getByTestId("dialog-confirm")).isVisible();
        Chromium.accessible(page, ".pf-v5-c-modal-box");
    }

    @Test
    void aPersonSeesWhatActsForThemAndStopsIt() {
        TokenAnswer token = scene.exchange().scope(Scene.READ).token();
        Page page = account(scene.alice, "en-US");
        page.getByTestId("tab-tasks").click();
        Locator task = page.locator("[data-task='" + Scene.taskId(token) + "']");
        assertThat(task).containsText("ap-clerk");
        assertThat(task).containsText(Scene.READ);

        task.getByTestId("stop").click();
        page.getByTestId("dialog-confirm").click();
        assertThat(task).hasCount(0);
        assertThat(page.getByTestId("agents-alerts")).containsText("ap-clerk was stopped");
        assertThat(scene.active(token)).isFalse();
    }

    @Test
    void namesAreShownAsTextWhateverTheyHold() {
        Person nora = realm.person("nora");
        scene.agent(
                "hostile",
                spec -> spec.owner(nora)
                        .purpose("<b>x</b> ${7*7} <script>fail()</script>")
                        .json(json -> json.put("name", "<img src=x onerror=fail()>")));
        Page page = account(nora, "en-US");

        assertThat(page.getByTestId("my-agent")).containsText("<img src=x onerror=fail()>");
        assertThat(page.getByTestId("my-agent")).containsText("<script>fail()</script>");
    }

    @Test
    void whoMaySeeAgentsFindsThemInTheAdminConsole() {
        realm.adminUser("auditor", "view-agents", "query-clients", "view-realm");
        Page page = admin(new Person("", "auditor", scene.alice.password()));

        page.locator("#nav-item-agents").click();
        assertThat(page.getByTestId("agents-table")).containsText("ap-clerk");
        Chromium.accessible(page, "kc-agent-console");
        Chromium.picture(page, "agents");
    }

    @Test
    void whoMayNotSeeAgentsFindsNoTraceOfThem() {
        realm.adminUser("helpdesk", "view-users", "query-users", "view-realm");
        Page page = admin(new Person("", "helpdesk", scene.alice.password()));

        assertThat(page.locator("#nav-item-users")).isVisible();
        assertThat(page.locator("#nav-item-agents")).hasCount(0);
    }

    private Page account(Person person, String language) {
        Page page = chromium.window(language);
        page.navigate(realm.issuer() + "/account/content/my-agents");
        Chromium.logIn(page, person);
        assertThat(page.locator("kc-my-agents [data-testid=page-heading]")).isVisible();
        return page;
    }

    private Page admin(Person person) {
        Page page = chromium.window("en-US");
        page.navigate(baseUrl + "/admin/" + realm.name() + "/console/");
        Chromium.logIn(page, person);
        return page;
    }

    private static Locator card(Page page, TestAgent agent) {
        return page.locator("[data-client-id='" + agent.clientId() + "']");
    }
}
