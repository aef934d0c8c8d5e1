package io.agentidentity.agent.client;

import io.agentidentity.agent.AgentSpec;
import io.agentidentity.agent.credential.Credential;
import io.agentidentity.json.InvalidInput;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.managers.ClientManager;
import org.keycloak.services.managers.RealmManager;

/** The OIDC client behind an agent: made with safe settings and kept in step with the record. */
public final class AgentClients {

    /** Marks a client whose agent row is worth reading. It makes nothing an agent; only the row does. */
    public static final String MARKER = "agent.managed";

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
    public ClientModel create(RealmModel realm, AgentSpec spec, Credential credential) {
        ClientModel client = realm.addClient(spec.clientId());
        secure(realm, client);
        apply(realm, client, spec, credential);
        return client;
    }

    /** Brings any client into the one shape that an agent's client has; what it had beyond that is gone. */
    public void secure(RealmModel realm, ClientModel client) {
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
        client.setRegistrationToken(null);
        SAFE_ATTRIBUTES.forEach(client::setAttribute);
        client.getProtocolMappersStream().toList().forEach(client::removeProtocolMapper);
        client.getScopeMappingsStream().toList().forEach(client::deleteScopeMapping);
        new ClientManager(new RealmManager(session)).enableServiceAccount(client);
        stripAccount(client);
    }

    /** Makes what a client got before it became an agent's as if it had never been given: tokens, and people's consents. */
    public void disown(RealmModel realm, ClientModel client) {
        // One that was issued within this second is from before, too.
        client.setNotBefore(Time.currentTime() + 1);
        voidConsents(realm, client);
    }

    /** Brings names, scopes and, if one is given, the credential of the client in step with the record. */
    public void apply(RealmModel realm, ClientModel client, AgentSpec spec, Credential credential) {
        client.setName(spec.name());
        client.setDescription(spec.description());
        for (boolean defaultScope : List.of(true, false)) {
            client.getClientScopes(defaultScope).values().forEach(client::removeClientScope);
        }
        Map<String, ClientScopeModel> scopes = realm.getClientScopesStream()
                .filter(scope -> OIDCLoginProtocol.LOGIN_PROTOCOL.equals(scope.getProtocol()))
                .collect(Collectors.toMap(ClientScopeModel::getName, scope -> scope, (one, other) -> one));
        assign(client, scopes, spec.ceiling().scopes(), "ceiling.scopes");
        spec.autonomous().ifPresent(most -> assign(client, scopes, most.scopes(), "autonomous.scopes"));
        if (credential != null) {
            ClientCredential.apply(session, client, credential);
        }
    }

    private static void assign(
            ClientModel client, Map<String, ClientScopeModel> scopes, List<String> names, String path) {
        for (String name : names) {
            ClientScopeModel scope = scopes.get(name);
            if (scope == null) {
                throw new InvalidInput(path + ": the realm has no client scope " + name);
            }
            client.addClientScope(scope, false);
        }
    }

    /** Takes everything from the client of a retired agent: credential, scopes, roles, people's consents. */
    public void strip(RealmModel realm, ClientModel client) {
        secure(realm, client);
        ClientCredential.clear(session, client);
        for (boolean defaultScope : List.of(true, false)) {
            client.getClientScopes(defaultScope).values().forEach(client::removeClientScope);
        }
        client.setEnabled(false);
        voidConsents(realm, client);
    }

    /** Makes people's consents to the client as if they had never been given. */
    public void voidConsents(RealmModel realm, ClientModel client) {
        session.users().preRemove(realm, client);
    }

    private void stripAccount(ClientModel client) {
        UserModel account = session.users().getServiceAccount(client);
        account.getRoleMappingsStream().toList().forEach(account::deleteRoleMapping);
        account.getGroupsStream().toList().forEach(account::leaveGroup);
    }
}
