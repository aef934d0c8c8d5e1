package io.agentidentity.theme;

import java.io.IOException;
import java.util.Set;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.theme.Theme;
import org.keycloak.theme.ThemeProvider;
import org.keycloak.theme.ThemeProviderFactory;

/** Brings the account theme {@code agents}. */
public final class AccountThemeProviderFactory implements ThemeProviderFactory {

    @Override
    public ThemeProvider create(KeycloakSession session) {
        return new Provider();
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    @Override
    public String getId() {
        return "agents-account";
    }

    private static final class Provider implements ThemeProvider {

        @Override
        public int getProviderPriority() {
            return 10;
        }

        @Override
        public Theme getTheme(String name, Theme.Type type) throws IOException {
            return hasTheme(name, type) ? new AccountTheme() : null;
        }

        @Override
        public Set<String> nameSet(Theme.Type type) {
            return type == Theme.Type.ACCOUNT ? Set.of(AgentThemeSelectorProvider.THEME) : Set.of();
        }

        @Override
        public boolean hasTheme(String name, Theme.Type type) {
            return nameSet(type).contains(name);
        }

        @Override
        public void close() {}
    }
}
