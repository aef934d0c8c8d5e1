package io.agentidentity.agent.lifecycle;

import io.agentidentity.agent.AgentSpec;
import io.agentidentity.agent.InvalidAgent;
import io.agentidentity.agent.ResourceUri;
import java.util.Set;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Checks that everything a record names exists in the realm and may be named there. */
final class References {

    private static final Set<String> BUILT_IN = Set.of(
            Constants.ACCOUNT_MANAGEMENT_CLIENT_ID,
            Constants.ACCOUNT_CONSOLE_CLIENT_ID,
            Constants.ADMIN_CLI_CLIENT_ID,
            Constants.ADMIN_CONSOLE_CLIENT_ID,
            Constants.BROKER_SERVICE_CLIENT_ID,
            Constants.REALM_MANAGEMENT_CLIENT_ID);

    private final KeycloakSession session;
    private final RealmModel realm;

    References(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * Checks all references.
     *
     * @return the owner
     * @throws InvalidAgent naming the first reference that does not hold
     */
    UserModel checked(AgentSpec spec, boolean publicAppsConfirmed) {
        spec.ceiling().targets().forEach(this::checkTarget);
        spec.ceiling().roles().forEach(this::checkRole);
        spec.delegation().apps().forEach(app -> checkApp(app, publicAppsConfirmed));
        String group = spec.delegation().group();
        if (group != null && KeycloakModelUtils.findGroupByPath(session, realm, group) == null) {
            throw new InvalidAgent("delegation.group: the realm has no group " + group);
        }
        String role = spec.delegation().role();
        if (role != null && realm.getRole(role) == null) {
            throw new InvalidAgent("delegation.role: the realm has no role " + role);
        }
        return owner(spec.owner());
    }

    private UserModel owner(String idOrName) {
        UserModel owner = session.users().getUserById(realm, idOrName);
        if (owner == null) {
            owner = session.users().getUserByUsername(realm, idOrName);
        }
        if (owner == null || !owner.isEnabled() || owner.getServiceAccountClientLink() != null) {
            throw new InvalidAgent("owner must be an existing, enabled person of this realm");
        }
        return owner;
    }

    private void checkTarget(String target) {
        if (ResourceUri.looksLikeUri(target)) {
            ResourceUri.checked(target);
            return;
        }
        ClientModel client = realm.getClientByClientId(target);
        if (client == null || isAgent(client)) {
            throw new InvalidAgent(
                    "ceiling.targets: " + target + " is neither a client that may be a target nor an absolute URI");
        }
    }

    private void checkRole(String role) {
        int colon = role.indexOf(':');
        ClientModel client = realm.getClientByClientId(role.substring(0, colon));
        if (client == null || client.getRole(role.substring(colon + 1)) == null) {
            throw new InvalidAgent("ceiling.roles: there is no client role " + role);
        }
        if (isBuiltIn(client)) {
            throw new InvalidAgent("ceiling.roles: roles of Keycloak's own clients cannot be delegated");
        }
    }

    private void checkApp(String app, boolean publicAppsConfirmed) {
        ClientModel client = realm.getClientByClientId(app);
        if (client == null || isBuiltIn(client) || isAgent(client)) {
            throw new InvalidAgent("delegation.apps: " + app + " is not a client that people use here");
        }
        if (client.isPublicClient() && !publicAppsConfirmed) {
            throw new InvalidAgent(
                    "delegation.apps: " + app
                            + " is a public client, so anyone can use its tokens' audience; repeat with confirmPublicApps=true");
        }
    }

    private boolean isBuiltIn(ClientModel client) {
        boolean managesARealm =
                "master".equals(realm.getName()) && client.getClientId().endsWith("-realm");
        return managesARealm || BUILT_IN.contains(client.getClientId());
    }

    private static boolean isAgent(ClientModel client) {
        return client.getAttribute(AgentClients.MARKER) != null;
    }
}
