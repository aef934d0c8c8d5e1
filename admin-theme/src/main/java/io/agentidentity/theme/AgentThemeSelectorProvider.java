package io.agentidentity.theme;

import org.keycloak.theme.Theme;
import org.keycloak.theme.ThemeSelectorProvider;

/** Answers as Keycloak does, but with the theme {@code agents} where the answer would be the stock admin console. */
final class AgentThemeSelectorProvider implements ThemeSelectorProvider {

    static final String THEME = "agents";

    private final ThemeSelectorProvider stock;
    private final ChosenTheme chosen;

    AgentThemeSelectorProvider(ThemeSelectorProvider stock, ChosenTheme chosen) {
        this.stock = stock;
        this.chosen = chosen;
    }

    @Override
    public String getThemeName(Theme.Type type) {
        String name = stock.getThemeName(type);
        if (type != Theme.Type.ADMIN || !DEFAULT_V2.equals(name)) {
            return name;
        }
        String explicit = chosen.byRealm();
        return explicit == null || explicit.isEmpty() ? THEME : name;
    }

    @Override
    public void close() {
        stock.close();
    }

    /** The admin theme that the realm of the request chose; null or empty if it chose none. */
    @FunctionalInterface
    interface ChosenTheme {
        String byRealm();
    }
}
