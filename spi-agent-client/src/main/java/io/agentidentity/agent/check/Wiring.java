package io.agentidentity.agent.check;

import io.agentidentity.agent.lifecycle.AgentTasks;
import io.agentidentity.agent.schema.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.OAuth2Constants;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenExchangeProvider;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;

/** Whether Keycloak uses a provider of ours wherever it would otherwise treat an agent as an ordinary client. */
final class Wiring {

    private static final String OURS = "io.agentidentity.";

    private Wiring() {}

    static List<String> problems(KeycloakSession session) {
        if (session.getProvider(AgentTasks.class) == null) {
            return List.of("The JAR token-exchange-policy is missing or switched off (spi-agent-tasks): copy it beside"
                    + " spi-agent-client and build the server anew");
        }
        List<String> problems = new ArrayList<>();
        used(session).forEach((name, provider) -> {
            if (provider == null || !provider.getClass().getName().startsWith(OURS)) {
                problems.add(name + " is "
                        + (provider == null
                                ? "switched off"
                                : provider.getClass().getName() + " instead of ours")
                        + ": remove the option spi-" + name.split(" ", 2)[0]
                        + "-… or the extension that does this, and build the server anew");
            }
        });
        return problems;
    }

    private static Map<String, Object> used(KeycloakSession session) {
        Map<String, Object> used = new LinkedHashMap<>();
        used.put("client-policy-manager", session.clientPolicy());
        used.put("token-context-encoder", session.getProvider(TokenContextEncoderProvider.class));
        used.put("oauth2-token-exchange", firstExchange(session));
        used.put(
                "oauth2-grant-type " + OAuth2Constants.CLIENT_CREDENTIALS,
                session.getProvider(OAuth2GrantType.class, OAuth2Constants.CLIENT_CREDENTIALS));
        used.put(
                "oauth2-grant-type " + OAuth2Constants.UMA_GRANT_TYPE,
                session.getProvider(OAuth2GrantType.class, OAuth2Constants.UMA_GRANT_TYPE));
        used.put(
                "oauth2-token-introspection access_token",
                session.getProvider(TokenIntrospectionProvider.class, "access_token"));
        for (Schema schema : Schema.values()) {
            used.put("jpa-entity-provider " + schema.id(), session.getProvider(JpaEntityProvider.class, schema.id()));
        }
        used.put("events-listener agent-events", session.getProvider(EventListenerProvider.class, "agent-events"));
        return used;
    }

    /** The exchange that Keycloak asks first. */
    private static Object firstExchange(KeycloakSession session) {
        return session.getKeycloakSessionFactory()
                .getProviderFactoriesStream(TokenExchangeProvider.class)
                .max(Comparator.comparingInt(factory -> factory.order()))
                .orElse(null);
    }
}
