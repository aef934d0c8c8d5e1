package io.agentidentity.theme;

import java.util.Map;
import org.keycloak.theme.Theme;
import org.keycloak.theme.ThemeSelectorProvider;

/** Answers as Keycloak does, but with the theme {@code agents} where the answer would be a stock console. */
final class AgentThemeSelectorProvider implements ThemeSelectorProvider {

    static final String THEME = "agents";

    private static final Map<Theme.Type, String> STOCK =
            Map.of(Theme.Type.ADMIN, "keycloak.v2", Theme.Type.ACCOUNT, "keycloak.v3");

    private final ThemeSelectorProvider stock;
    private final ChosenTheme chosen;

    AgentThemeSelectorProvider(ThemeSelectorProvider stock, ChosenTheme chosen) {
        this.stock = stock;
        this.chosen = chosen;
    }

    @Override
    public String getThemeName(Theme.Type type) {
        String name = stock.getThemeName(type);
        if (!name.equals(STOCK.get(type))) {
            return name;
        }
        String explicit = chosen.byRealm(type);
        return explicit == null || explicit.isEmpty() ? THEME : name;
    }

    @Override
    public void close() {
        stock.close();
    }

    /** The theme that the realm of the request chose for a console; null or empty if it chose none. */
    @FunctionalInterface
    interface ChosenTheme {
        String byRealm(Theme.Type type);
    }
}
