package io.agentidentity.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Person;
import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.server.KeycloakServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the pages of agents take hold of in Keycloak's admin console, on every version. Skipped where there is no Chromium. */
@KeycloakTest
@Tag("smoke")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleHooksIT {

    private static final String HAS_SESSION = """
            () => {
              const app = document.getElementById("app");
              const key = Object.keys(app).find(name => name.startsWith("__reactContainer$"));
              const open = key ? [app[key].stateNode?.current ?? app[key]] : [];
              while (open.length > 0) {
                const fiber = open.pop();
                const value = fiber.memoizedProps?.value;
                if ([value, value?.keycloak].some(it => typeof it?.updateToken === "function" && typeof it?.token === "string")) {
                  return true;
                }
                open.push(...[fiber.sibling, fiber.child].filter(Boolean));
              }
              return false;
            }
            """;

    private Scene scene;
    private Chromium chromium;
    private AdminConsole console;
    private Person boss;
    private KeycloakServer server;

    @BeforeAll
    void start(TestRealm realm, KeycloakServer server) {
        assumeTrue(Chromium.path().isPresent(), "no Chromium on this machine; see -Dchromium.path");
        this.server = server;
        scene = new Scene(realm);
        realm.adminUser("boss", "realm-admin");
        boss = new Person("", "boss", scene.alice.password());
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
    void theConsoleHasEveryHook() {
        Page page = console.enter(boss, "en-US");
        assertThat(page.locator("#nav-item-users")).isVisible();
        assertThat(page.locator("main#kc-main-content-page-container")).isVisible();
        page.waitForFunction(HAS_SESSION);
        assertThat(page.locator("#environment")).hasCount(1);
        console.goTo(page, "users/" + scene.alice.id() + "/settings");
        assertThat(page.getByTestId("user-details-tab")).isVisible();
        assertThat(page.locator(".pf-v5-c-tabs li [data-testid=user-details-tab] .pf-v5-c-tabs__item-text"))
                .hasCount(1);
    }

    @Test
    void itsOwnPagesStayAsTheyWere() {
        Page page = console.open(boss, "en-US", "");
        assertThat(page.getByTestId("agents-table")).isVisible();
        page.locator("#nav-item-users").click();
        assertThat(page.locator("kc-agent-console")).hasCount(0);
        assertThat(page.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("alice").setExact(true)))
                .isVisible();
        page.goBack();
        assertThat(page.getByTestId("agents-table")).isVisible();
        page.reload();
        assertThat(page.getByTestId("agents-table")).isVisible();
    }

    @Test
    void theUserPageHasATabForAgents() {
        scene.exchange().scope(Scene.READ).send().expect(200);
        Page page = console.enter(boss, "en-US");
        assertThat(page.locator("#nav-item-agents")).isVisible();
        console.goTo(page, "users/" + scene.alice.id() + "/settings");
        page.getByTestId("user-agents-tab").click();
        assertThat(page.getByTestId("user-agents").getByTestId("agents-table")).containsText("ap-clerk");
        assertThat(page.getByTestId("user-agents").getByTestId("tasks-table")).containsText("ap-clerk");
        assertThat(page.getByTestId("user-agents-tab")).hasAttribute("aria-selected", "true");
        Chromium.accessible(page, "kc-agent-console");
        Chromium.picture(page, "admin-user");

        page.getByTestId("user-details-tab").click();
        assertThat(page.getByTestId("user-agents")).hasCount(0);
        assertThat(page.getByTestId("user-details-tab")).hasAttribute("aria-selected", "true");
        assertThat(page.locator("#username")).isVisible();
        page.goBack();
        assertThat(page.getByTestId("user-agents")).isVisible();
        page.reload();
        assertThat(page.getByTestId("user-agents").getByTestId("agents-table")).containsText("ap-clerk");
    }

    @Test
    void anotherRealmHasItsOwnAgents(Realms realms) {
        TestRealm other = realms.create("elsewhere");
        Scene elsewhere = new Scene(other);
        elsewhere.agent("only-there", spec -> spec);
        Page page = chromium.window("en-US");
        page.navigate(server.baseUrl() + "/admin/master/console/#/" + console.realm() + "/agents");
        Chromium.logIn(
                page, new Person("", server.admin().username(), server.admin().password()));
        assertThat(page.getByTestId("agents-table")).containsText("ap-clerk");
        assertThat(page.getByTestId("agents-table")).not().containsText("only-there");

        page.evaluate("hash => { location.hash = hash; }", "#/" + other.name() + "/agents");
        assertThat(page.getByTestId("agents-table")).containsText("only-there");
        assertThat(page.getByTestId("create")).isVisible();
    }

    @Test
    void thePagesBringWhatTheConsoleLacks() {
        Page page = console.open(boss, "en-US", "?view=create");
        assertThat(page.locator(".pf-v5-c-wizard__nav-link").first()).isVisible();
        for (String part : List.of(".pf-v5-c-wizard__nav-item", ".pf-v5-c-wizard__footer")) {
            assertThat((String) page.locator(part)
                            .first()
                            .evaluate("element => getComputedStyle(element).getPropertyValue('display')"))
                    .as(part)
                    .isNotEqualTo("inline");
        }
        assertThat((String) page.locator(".pf-v5-c-wizard__nav-item")
                        .first()
                        .evaluate("element => getComputedStyle(element).listStyleType"))
                .isEqualTo("none");
    }
}
