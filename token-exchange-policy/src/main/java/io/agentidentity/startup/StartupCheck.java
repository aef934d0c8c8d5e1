package io.agentidentity.startup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.protocol.oidc.TokenExchangeProvider;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/** Refuses to start a server that would treat an agent as an ordinary client anywhere. */
public final class StartupCheck implements ProviderEventListener {

    private static final String OURS = "io.agentidentity.";

    @Override
    public void onEvent(ProviderEvent event) {
        if (event instanceof PostMigrationEvent started) {
            KeycloakModelUtils.runJobInTransaction(started.getFactory(), StartupCheck::check);
        }
    }

    private static void check(KeycloakSession session) {
        Map<String, Object> used = new LinkedHashMap<>();
        used.put("client-policy-manager", session.clientPolicy());
        used.put("oauth2-token-exchange", firstExchange(session));
        used.put(
                "oauth2-grant-type " + OAuth2Constants.CLIENT_CREDENTIALS,
                session.getProvider(OAuth2GrantType.class, OAuth2Constants.CLIENT_CREDENTIALS));
        used.put(
                "oauth2-grant-type " + OAuth2Constants.UMA_GRANT_TYPE,
                session.getProvider(OAuth2GrantType.class, OAuth2Constants.UMA_GRANT_TYPE));
        used.put(
                "token-introspection access_token",
                session.getProvider(TokenIntrospectionProvider.class, "access_token"));
        used.put("eventsListener agent-events", session.getProvider(EventListenerProvider.class, "agent-events"));
        List<String> wrong = new ArrayList<>();
        used.forEach((name, provider) -> {
            if (provider == null || !provider.getClass().getName().startsWith(OURS)) {
                wrong.add(name);
            }
        });
        if (!wrong.isEmpty()) {
            throw new IllegalStateException("Agent identity is not in force for " + String.join(", ", wrong)
                    + ": an option or another extension replaces or disables its provider. Remove that, or remove all agent"
                    + " identity JARs.");
        }
    }

    /** The exchange that Keycloak asks first. */
    private static Object firstExchange(KeycloakSession session) {
        return session.getKeycloakSessionFactory()
                .getProviderFactoriesStream(TokenExchangeProvider.class)
                .max(Comparator.comparingInt(factory -> factory.order()))
                .orElse(null);
    }
}
