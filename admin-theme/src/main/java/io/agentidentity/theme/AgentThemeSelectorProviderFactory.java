package io.agentidentity.theme;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.theme.DefaultThemeSelectorProvider;
import org.keycloak.theme.Theme;
import org.keycloak.theme.ThemeSelectorProvider;
import org.keycloak.theme.ThemeSelectorProviderFactory;

/** Takes precedence over Keycloak's own selector; {@code --spi-theme-selector--agents--enabled=false} turns it off. */
public final class AgentThemeSelectorProviderFactory implements ThemeSelectorProviderFactory {

    @Override
    public ThemeSelectorProvider create(KeycloakSession session) {
        return new AgentThemeSelectorProvider(
                new DefaultThemeSelectorProvider(session),
                type -> type == Theme.Type.ADMIN
                        ? session.getContext().getRealm().getAdminTheme()
                        : session.getContext().getRealm().getAccountTheme());
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    @Override
    public String getId() {
        return "agents";
    }

    @Override
    public int order() {
        return 10;
    }
}
