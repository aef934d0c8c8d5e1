package io.agentidentity.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import io.agentidentity.it.realm.Person;

/** The admin console of a realm, in windows of a browser. */
record AdminConsole(Chromium chromium, String baseUrl, String realm) {

    /** The console after a login of the realm's own administrator. */
    Page enter(Person person, String language) {
        Page page = chromium.window(language);
        page.navigate(baseUrl + "/admin/" + realm + "/console/");
        Chromium.logIn(page, person);
        return page;
    }

    /** The pages of agents, at a query of their address. */
    Page open(Person person, String language, String query) {
        Page page = enter(person, language);
        assertThat(page.locator("#nav-item-agents")).isVisible();
        go(page, query);
        return page;
    }

    void go(Page page, String query) {
        goTo(page, "agents" + query);
        assertThat(page.locator("kc-agent-console [data-testid=view-header]")).isVisible();
    }

    /** Another place of the realm. */
    void goTo(Page page, String place) {
        page.evaluate("hash => { location.hash = hash; }", "#/" + realm + "/" + place);
    }
}
