package io.agentidentity.agent.guard;

import io.agentidentity.agent.AgentSpec;
import io.agentidentity.agent.client.AgentClients;
import io.agentidentity.agent.client.ClientCredential;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;

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

    private final ClientRepresentation proposed;
    private final ClientModel client;
    private final List<String> changed = new ArrayList<>();

    private ProtectedSettings(ClientRepresentation proposed, ClientModel client) {
        this.proposed = proposed;
        this.client = client;
    }

    /** The names of protected settings that a proposed representation would change; an absent member changes nothing. */
    static List<String> changedBy(ClientRepresentation proposed, ClientModel client) {
        ProtectedSettings settings = new ProtectedSettings(proposed, client);
        settings.compareMembers();
        settings.compareAttributes();
        settings.compareScopes();
        settings.compareMappers();
        settings.compareSecret();
        return settings.changed;
    }

    private void compareMembers() {
        if (proposed.getClientId() != null
                && !proposed.getClientId().equals(client.getClientId())
                && !AgentSpec.acceptable(proposed.getClientId())) {
            changed.add("clientId with other signs than letters, digits and . _ : / @ -");
        }
        compare("publicClient", proposed.isPublicClient(), client.isPublicClient());
        compare("bearerOnly", proposed.isBearerOnly(), client.isBearerOnly());
        compare("standardFlowEnabled", proposed.isStandardFlowEnabled(), client.isStandardFlowEnabled());
        compare("implicitFlowEnabled", proposed.isImplicitFlowEnabled(), client.isImplicitFlowEnabled());
        compare(
                "directAccessGrantsEnabled",
                proposed.isDirectAccessGrantsEnabled(),
                client.isDirectAccessGrantsEnabled());
        compare("serviceAccountsEnabled", proposed.isServiceAccountsEnabled(), client.isServiceAccountsEnabled());
        compare("fullScopeAllowed", proposed.isFullScopeAllowed(), client.isFullScopeAllowed());
        compare("protocol", proposed.getProtocol(), client.getProtocol());
        compare("clientAuthenticatorType", proposed.getClientAuthenticatorType(), client.getClientAuthenticatorType());
        if (Boolean.TRUE.equals(proposed.getAuthorizationServicesEnabled())) {
            changed.add("authorizationServicesEnabled");
        }
    }

    private void compareAttributes() {
        Map<String, String> attributes = proposed.getAttributes();
        if (attributes != null) {
            Stream.concat(ATTRIBUTES.stream(), ClientCredential.ATTRIBUTES.stream())
                    .filter(attributes::containsKey)
                    .forEach(name -> compare(name, setting(attributes.get(name)), setting(client.getAttribute(name))));
        }
    }

    private void compareScopes() {
        compareScopes("defaultClientScopes", proposed.getDefaultClientScopes(), true);
        compareScopes("optionalClientScopes", proposed.getOptionalClientScopes(), false);
    }

    /** Fewer is harmless, and Keycloak adds one of its own at the first update, which a client that was read before lacks. */
    private void compareScopes(String name, List<String> scopes, boolean byDefault) {
        if (scopes != null && !client.getClientScopes(byDefault).keySet().containsAll(scopes)) {
            changed.add(name);
        }
    }

    /** Taking mappers away is harmless, and a client that is read and sent back has those that it has. */
    private void compareMappers() {
        if (proposed.getProtocolMappers() != null
                && !proposed.getProtocolMappers().stream().allMatch(this::isThere)) {
            changed.add("protocolMappers");
        }
    }

    private boolean isThere(ProtocolMapperRepresentation mapper) {
        ProtocolMapperModel known = client.getProtocolMapperByName(mapper.getProtocol(), mapper.getName());
        return known != null
                && Objects.equals(known.getProtocolMapper(), mapper.getProtocolMapper())
                && Objects.equals(known.getConfig(), mapper.getConfig());
    }

    private void compareSecret() {
        if (!ComponentRepresentation.SECRET_VALUE.equals(proposed.getSecret())) {
            compare("secret", proposed.getSecret(), client.getSecret());
        }
    }

    private void compare(String name, Object after, Object before) {
        if (after != null && !Objects.equals(after, before)) {
            changed.add(name);
        }
    }

    private static String setting(String value) {
        return value == null || "false".equals(value) ? "" : value;
    }
}
