package io.agentidentity.agent.guard;

import io.agentidentity.agent.client.ClientCredential;
import io.agentidentity.agent.lifecycle.AgentClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.representations.idm.ClientRepresentation;

/** The settings of an agent's client that only the agents API changes, because its record stands on them. */
final class ProtectedSettings {

    private static final Set<String> ATTRIBUTES = Set.of(
            AgentClients.MARKER,
            "standard.token.exchange.enabled",
            "oauth2.device.authorization.grant.enabled",
            "oidc.ciba.grant.enabled",
            "oauth2.jwt.authorization.grant.enabled",
            "use.refresh.tokens",
            "client_credentials.use_refresh_token",
            "token.endpoint.auth.signing.alg");

    private ProtectedSettings() {}

    /** The names of protected settings that a proposed representation would change; an absent member changes nothing. */
    static List<String> changedBy(ClientRepresentation proposed, ClientModel client) {
        List<String> changed = new ArrayList<>();
        compare("publicClient", proposed.isPublicClient(), client.isPublicClient(), changed);
        compare("bearerOnly", proposed.isBearerOnly(), client.isBearerOnly(), changed);
        compare("standardFlowEnabled", proposed.isStandardFlowEnabled(), client.isStandardFlowEnabled(), changed);
        compare("implicitFlowEnabled", proposed.isImplicitFlowEnabled(), client.isImplicitFlowEnabled(), changed);
        compare(
                "directAccessGrantsEnabled",
                proposed.isDirectAccessGrantsEnabled(),
                client.isDirectAccessGrantsEnabled(),
                changed);
        compare(
                "serviceAccountsEnabled",
                proposed.isServiceAccountsEnabled(),
                client.isServiceAccountsEnabled(),
                changed);
        compare("fullScopeAllowed", proposed.isFullScopeAllowed(), client.isFullScopeAllowed(), changed);
        compare("protocol", proposed.getProtocol(), client.getProtocol(), changed);
        compare(
                "clientAuthenticatorType",
                proposed.getClientAuthenticatorType(),
                client.getClientAuthenticatorType(),
                changed);
        Map<String, String> attributes = proposed.getAttributes();
        if (attributes != null) {
            Stream.concat(ATTRIBUTES.stream(), ClientCredential.ATTRIBUTES.stream())
                    .forEach(name -> {
                        if (attributes.containsKey(name)) {
                            compareAttribute(name, attributes.get(name), client.getAttribute(name), changed);
                        }
                    });
        }
        return changed;
    }

    private static void compare(String name, Object proposed, Object current, List<String> changed) {
        if (proposed != null && !Objects.equals(proposed, current)) {
            changed.add(name);
        }
    }

    private static void compareAttribute(String name, String proposed, String current, List<String> changed) {
        String before = current == null || "false".equals(current) ? "" : current;
        String after = proposed == null || "false".equals(proposed) ? "" : proposed;
        if (!before.equals(after)) {
            changed.add(name);
        }
    }
}
