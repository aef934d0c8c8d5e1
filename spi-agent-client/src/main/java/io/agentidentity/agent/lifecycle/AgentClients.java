package io.agentidentity.agent.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.AgentSpec;
import io.agentidentity.agent.Credential;
import io.agentidentity.agent.CredentialType;
import io.agentidentity.agent.InvalidAgent;
import io.agentidentity.json.StrictJson;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.managers.ClientManager;
import org.keycloak.services.managers.RealmManager;

/** The OIDC client behind an agent: made with safe settings and kept in step with the record. */
public final class AgentClients {

    /** Marks a client whose agent row is worth reading. It makes nothing an agent; only the row does. */
    public static final String MARKER = "agent.managed";

    private static final String JWKS = "jwks.string";
    private static final String USE_JWKS = "use.jwks.string";
    private static final String JWKS_URL = "jwks.url";
    private static final String USE_JWKS_URL = "use.jwks.url";

    private static final Map<String, String> SAFE_ATTRIBUTES = Map.of(
            MARKER,
            "true",
            "standard.token.exchange.enabled",
            "false",
            "oauth2.device.authorization.grant.enabled",
            "false",
            "oidc.ciba.grant.enabled",
            "false",
            "oauth2.jwt.authorization.grant.enabled",
            "false",
            "use.refresh.tokens",
            "false",
            "client_credentials.use_refresh_token",
            "false",
            "backchannel.logout.session.required",
            "false");

    private final KeycloakSession session;

    public AgentClients(KeycloakSession session) {
        this.session = session;
    }

    /** Makes the client of a new agent: confidential, service account without roles, every interactive flow off. */
    ClientModel create(RealmModel realm, AgentSpec spec, Credential credential) {
        if (realm.getClientByClientId(spec.clientId()) != null) {
            throw new AgentConflict("a client with clientId " + spec.clientId() + " exists already");
        }
        ClientModel client = realm.addClient(spec.clientId());
        client.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        client.setEnabled(true);
        client.setPublicClient(false);
        client.setBearerOnly(false);
        client.setStandardFlowEnabled(false);
        client.setImplicitFlowEnabled(false);
        client.setDirectAccessGrantsEnabled(false);
        client.setFullScopeAllowed(false);
        client.setConsentRequired(false);
        client.setFrontchannelLogout(false);
        client.setRedirectUris(Set.of());
        client.setWebOrigins(Set.of());
        SAFE_ATTRIBUTES.forEach(client::setAttribute);
        new ClientManager(new RealmManager(session)).enableServiceAccount(client);
        UserModel account = session.users().getServiceAccount(client);
        account.deleteRoleMapping(realm.getDefaultRole());
        account.getGroupsStream().toList().forEach(account::leaveGroup);
        apply(realm, client, spec, credential);
        return client;
    }

    /** Brings names, scopes and, if one is given, the credential of the client in step with the record. */
    void apply(RealmModel realm, ClientModel client, AgentSpec spec, Credential credential) {
        client.setName(spec.name());
        client.setDescription(spec.description());
        for (boolean defaultScope : List.of(true, false)) {
            client.getClientScopes(defaultScope).values().forEach(client::removeClientScope);
        }
        Map<String, ClientScopeModel> scopes = realm.getClientScopesStream()
                .filter(scope -> OIDCLoginProtocol.LOGIN_PROTOCOL.equals(scope.getProtocol()))
                .collect(Collectors.toMap(ClientScopeModel::getName, scope -> scope, (one, other) -> one));
        for (String name : spec.ceiling().scopes()) {
            ClientScopeModel scope = scopes.get(name);
            if (scope == null) {
                throw new InvalidAgent("ceiling.scopes: the realm has no client scope " + name);
            }
            client.addClientScope(scope, false);
        }
        if (credential != null) {
            apply(client, credential);
        }
    }

    private static void apply(ClientModel client, Credential credential) {
        client.setClientAuthenticatorType(credential.type().authenticator());
        List.of(JWKS, USE_JWKS, JWKS_URL, USE_JWKS_URL).forEach(client::removeAttribute);
        credential.jwks().ifPresent(jwks -> {
            client.setAttribute(USE_JWKS, "true");
            client.setAttribute(JWKS, StrictJson.write(jwks));
        });
        credential.jwksUrl().ifPresent(url -> {
            client.setAttribute(USE_JWKS_URL, "true");
            client.setAttribute(JWKS_URL, url);
        });
        if (credential.type() == CredentialType.CLIENT_SECRET) {
            KeycloakModelUtils.generateSecret(client);
        } else {
            client.setSecret(null);
        }
    }

    /** The public part of the credential, as an administrator sees it. */
    public static ObjectNode describe(Agent agent, ClientModel client) {
        ObjectNode node = StrictJson.object().put("type", agent.credentialType().wire());
        String jwks = client.getAttribute(JWKS);
        if (jwks != null) {
            JsonNode keys = StrictJson.parse(jwks);
            node.set("jwks", keys);
        }
        String url = client.getAttribute(JWKS_URL);
        if (url != null) {
            node.put("jwksUrl", url);
        }
        return node;
    }

    /** Whether the client still authenticates as the record says; a change made past the agents API answers no. */
    public static boolean authenticatesAsRecorded(Agent agent, ClientModel client) {
        return !client.isPublicClient()
                && !client.isBearerOnly()
                && agent.credentialType().authenticator().equals(client.getClientAuthenticatorType())
                && agent.credentialType().allowedIn(agent.environment());
    }
}
