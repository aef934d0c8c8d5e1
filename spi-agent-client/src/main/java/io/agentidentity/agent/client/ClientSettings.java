package io.agentidentity.agent.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/**
 * What of a client an agent's client differs in, as names and texts, so that a change can be shown before it is made.
 */
public record ClientSettings(Map<String, String> values) {

    /** The settings as they are now; secrets are left out. */
    public static ClientSettings of(KeycloakSession session, ClientModel client) {
        Map<String, String> values = new TreeMap<>();
        values.put("name", client.getName());
        values.put("description", client.getDescription());
        values.put("enabled", String.valueOf(client.isEnabled()));
        values.put("publicClient", String.valueOf(client.isPublicClient()));
        values.put("bearerOnly", String.valueOf(client.isBearerOnly()));
        values.put("standardFlowEnabled", String.valueOf(client.isStandardFlowEnabled()));
        values.put("implicitFlowEnabled", String.valueOf(client.isImplicitFlowEnabled()));
        values.put("directAccessGrantsEnabled", String.valueOf(client.isDirectAccessGrantsEnabled()));
        values.put("serviceAccountsEnabled", String.valueOf(client.isServiceAccountsEnabled()));
        values.put("fullScopeAllowed", String.valueOf(client.isFullScopeAllowed()));
        values.put("consentRequired", String.valueOf(client.isConsentRequired()));
        values.put("frontchannelLogout", String.valueOf(client.isFrontchannelLogout()));
        values.put("clientAuthenticatorType", client.getClientAuthenticatorType());
        values.put("notBefore", String.valueOf(client.getNotBefore()));
        values.put("registrationAccessToken", client.getRegistrationToken() == null ? null : "set");
        values.put("consents", new Consents(session).of(client) ? "given" : null);
        values.put("redirectUris", list(client.getRedirectUris()));
        values.put("webOrigins", list(client.getWebOrigins()));
        values.put("defaultClientScopes", list(client.getClientScopes(true).keySet()));
        values.put("optionalClientScopes", list(client.getClientScopes(false).keySet()));
        values.put(
                "protocolMappers",
                list(client.getProtocolMappersStream()
                        .map(ProtocolMapperModel::getName)
                        .toList()));
        values.put(
                "scopeMappings",
                list(client.getScopeMappingsStream().map(ClientSettings::name).toList()));
        client.getAttributes().forEach((name, value) -> {
            if (!name.contains("secret")) {
                values.put("attributes." + name, value);
            }
        });
        UserModel account = session.users().getServiceAccount(client);
        if (account != null) {
            values.put(
                    "serviceAccount.roles",
                    list(account.getRoleMappingsStream()
                            .map(ClientSettings::name)
                            .toList()));
            values.put(
                    "serviceAccount.groups",
                    list(account.getGroupsStream().map(GroupModel::getName).toList()));
        }
        values.values().removeIf(Objects::isNull);
        return new ClientSettings(values);
    }

    /** What is different afterwards: a list of {@code {"setting","from","to"}}. */
    public ArrayNode changesTo(ClientSettings after) {
        ArrayNode changes = StrictJson.array(List.of());
        TreeSet<String> names = new TreeSet<>(values.keySet());
        names.addAll(after.values.keySet());
        for (String name : names) {
            String from = values.get(name);
            String to = after.values.get(name);
            if (!Objects.equals(from, to)) {
                ObjectNode change = changes.addObject().put("setting", name);
                change.put("from", from).put("to", to);
            }
        }
        return changes;
    }

    private static String name(RoleModel role) {
        return role.isClientRole()
                ? ((ClientModel) role.getContainer()).getClientId() + ":" + role.getName()
                : role.getName();
    }

    private static String list(Collection<String> items) {
        return items.stream().sorted().collect(Collectors.joining(" "));
    }
}
