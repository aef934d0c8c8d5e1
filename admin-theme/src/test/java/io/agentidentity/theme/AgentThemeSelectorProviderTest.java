package io.agentidentity.theme;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.keycloak.theme.Theme;
import org.keycloak.theme.ThemeSelectorProvider;

class AgentThemeSelectorProviderTest {

    @Test
    void stockAdminConsoleGetsAgents() {
        assertThat(adminTheme("keycloak.v2", null)).isEqualTo("agents");
        assertThat(adminTheme("keycloak.v2", "")).isEqualTo("agents");
    }

    @Test
    void choiceOfTheRealmStays() {
        assertThat(adminTheme("corporate", "corporate")).isEqualTo("corporate");
        assertThat(adminTheme("keycloak.v2", "keycloak.v2")).isEqualTo("keycloak.v2");
    }

    @Test
    void choiceOfTheServerStays() {
        assertThat(adminTheme("corporate", null)).isEqualTo("corporate");
    }

    @Test
    void stockAccountConsoleGetsMyAgents() {
        assertThat(selector("keycloak.v3", null).getThemeName(Theme.Type.ACCOUNT))
                .isEqualTo("agents");
        assertThat(selector("keycloak.v3", "keycloak.v3").getThemeName(Theme.Type.ACCOUNT))
                .isEqualTo("keycloak.v3");
    }

    @Test
    void otherTypesStay() {
        ThemeSelectorProvider selector = selector("keycloak.v2", null);
        for (Theme.Type type : Theme.Type.values()) {
            if (type != Theme.Type.ADMIN) {
                assertThat(selector.getThemeName(type)).isEqualTo("keycloak.v2");
            }
        }
    }

    private static String adminTheme(String stock, String realm) {
        return selector(stock, realm).getThemeName(Theme.Type.ADMIN);
    }

    private static ThemeSelectorProvider selector(String stock, String realm) {
        return new AgentThemeSelectorProvider(new Fixed(stock), type -> realm);
    }

    private record Fixed(String name) implements ThemeSelectorProvider {

        @Override
        public String getThemeName(Theme.Type type) {
            return name;
        }

        @Override
        public void close() {}
    }
}
