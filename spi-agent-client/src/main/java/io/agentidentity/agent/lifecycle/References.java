package io.agentidentity.agent.lifecycle;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Meant;
import io.agentidentity.agent.AgentSpec;
import io.agentidentity.agent.Ceiling.Autonomous;
import io.agentidentity.agent.ResourceUri;
import io.agentidentity.agent.Sponsor;
import io.agentidentity.agent.client.AgentClients;
import io.agentidentity.agent.credential.Credential;
import io.agentidentity.agent.names.Meanings;
import io.agentidentity.agent.owner.Owners;
import io.agentidentity.agent.owner.People;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.json.InvalidInput;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.common.Profile;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.GroupModel;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** What a record names in its realm: whether it exists there and may be named. */
public final class References {

    private static final Set<String> BUILT_IN = Set.of(
            Constants.ACCOUNT_MANAGEMENT_CLIENT_ID,
            Constants.ACCOUNT_CONSOLE_CLIENT_ID,
            Constants.ADMIN_CLI_CLIENT_ID,
            Constants.ADMIN_CONSOLE_CLIENT_ID,
            Constants.ADMIN_PERMISSIONS_CLIENT_ID,
            Constants.BROKER_SERVICE_CLIENT_ID,
            Constants.REALM_MANAGEMENT_CLIENT_ID);

    private final KeycloakSession session;
    private final RealmModel realm;

    public References(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * Checks all references and resolves those that may be names.
     *
     * @throws InvalidInput naming the first reference that does not hold
     */
    Checked checked(AgentSpec spec, boolean publicAppsConfirmed) {
        return checked(spec, publicAppsConfirmed, Optional.empty());
    }

    /**
     * The same for a change. What was confirmed once is not asked again, and neither an owner who is out nor a name that stays
     * and means nothing any more keeps an agent from being changed.
     *
     * @throws InvalidInput naming the first reference that does not hold
     */
    Checked checkedChange(AgentSpec spec, boolean publicAppsConfirmed, Agent current) {
        return checked(spec, publicAppsConfirmed, Optional.of(current));
    }

    private Checked checked(AgentSpec spec, boolean publicAppsConfirmed, Optional<Agent> current) {
        added(spec.ceiling().targets(), current.map(agent -> agent.ceiling().targets()))
                .forEach(target -> checkTarget(target, "ceiling.targets"));
        spec.autonomous()
                .ifPresent(most -> added(
                                most.targets(),
                                current.flatMap(Agent::autonomous).map(Autonomous::targets))
                        .forEach(target -> checkTarget(target, "autonomous.targets")));
        added(spec.ceiling().roles(), current.map(agent -> agent.ceiling().roles()))
                .forEach(this::checkRole);
        added(spec.delegation().apps(), current.map(agent -> agent.delegation().apps()))
                .forEach(app -> checkApp(app, publicAppsConfirmed));
        spec.credential().flatMap(Credential::issuer).ifPresent(this::checkIssuer);
        String group = spec.delegation().group();
        if (group != null
                && !current.map(agent -> group.equals(agent.delegation().group()))
                        .orElse(false)
                && KeycloakModelUtils.findGroupByPath(session, realm, group) == null) {
            throw new InvalidInput("delegation.group: the realm has no group " + group);
        }
        String role = spec.delegation().role();
        if (role != null
                && !current.map(agent -> role.equals(agent.delegation().role())).orElse(false)
                && realm.getRole(role) == null) {
            throw new InvalidInput("delegation.role: the realm has no role " + role);
        }
        List<Sponsor> sponsors =
                spec.sponsors().stream().map(this::sponsor).distinct().toList();
        boolean stays =
                current.filter(agent -> names(spec.owner(), agent.ownerId())).isPresent();
        return new Checked(
                stays ? Optional.empty() : Optional.of(owner(spec.owner())),
                sponsors,
                new Meanings(session, realm).of(spec, current));
    }

    private static List<String> added(List<String> names, Optional<List<String>> before) {
        return names.stream()
                .filter(name -> !before.orElse(List.of()).contains(name))
                .toList();
    }

    /** Whether an id or a username is that of a user; the id also where the user is gone. */
    private boolean names(String idOrName, String userId) {
        UserModel named = idOrName.equals(userId) ? null : person(idOrName);
        return idOrName.equals(userId) || (named != null && named.getId().equals(userId));
    }

    /** The owner that an id or a username names. */
    UserModel owner(String idOrName) {
        UserModel owner = person(idOrName);
        if (owner == null || !owner.isEnabled()) {
            throw new InvalidInput("owner must be an existing, enabled person of this realm");
        }
        if (!new Owners(session, realm)
                .mayOwn(owner, new RealmStore(session).of(realm.getId()).settings())) {
            throw new InvalidInput("owner must be a member of the group whose members may own agents here");
        }
        return owner;
    }

    private Sponsor sponsor(Sponsor named) {
        if (named.type() == Sponsor.Type.USER) {
            UserModel user = person(named.id());
            if (user == null) {
                throw new InvalidInput("sponsors: there is no person " + named.id());
            }
            return new Sponsor(Sponsor.Type.USER, user.getId());
        }
        GroupModel group = named.id().startsWith("/")
                ? KeycloakModelUtils.findGroupByPath(session, realm, named.id())
                : session.groups().getGroupById(realm, named.id());
        if (group == null) {
            throw new InvalidInput("sponsors: there is no group " + named.id());
        }
        return new Sponsor(Sponsor.Type.GROUP, group.getId());
    }

    private UserModel person(String idOrName) {
        return new People(session, realm).named(idOrName).orElse(null);
    }

    private void checkIssuer(String alias) {
        if (!Profile.isFeatureEnabled(Profile.Feature.CLIENT_AUTH_FEDERATED)) {
            throw new InvalidInput(
                    "credential.type federated_jwt needs the feature client-auth-federated, which is off on this server");
        }
        IdentityProviderModel provider = session.identityProviders().getByAlias(alias);
        if (provider == null || !provider.isEnabled()) {
            throw new InvalidInput("credential.issuer: the realm has no enabled identity provider " + alias);
        }
    }

    private void checkTarget(String target, String path) {
        if (ResourceUri.looksLikeUri(target)) {
            ResourceUri.checked(target);
            return;
        }
        ClientModel client = realm.getClientByClientId(target);
        if (client == null || isAgent(client)) {
            throw new InvalidInput(
                    path + ": " + target + " is neither a client that may be a target nor an absolute URI");
        }
    }

    private void checkRole(String role) {
        int colon = role.indexOf(':');
        ClientModel client = realm.getClientByClientId(role.substring(0, colon));
        if (client == null || client.getRole(role.substring(colon + 1)) == null) {
            throw new InvalidInput("ceiling.roles: there is no client role " + role);
        }
        if (isBuiltIn(client)) {
            throw new InvalidInput("ceiling.roles: roles of Keycloak's own clients cannot be delegated");
        }
    }

    /** Whether a client is one that people use, so that its users' tokens may be exchanged. */
    public boolean mayBeApp(String clientId) {
        ClientModel client = realm.getClientByClientId(clientId);
        return client != null && !isBuiltIn(client) && !isAgent(client);
    }

    /** Whether anybody can run a client, because it has no credential. */
    public boolean isPublic(String clientId) {
        ClientModel client = realm.getClientByClientId(clientId);
        return client != null && client.isPublicClient();
    }

    private void checkApp(String app, boolean publicAppsConfirmed) {
        if (!mayBeApp(app)) {
            throw new InvalidInput("delegation.apps: " + app + " is not a client that people use here");
        }
        if (isPublic(app) && !publicAppsConfirmed) {
            throw new InvalidInput(
                    "delegation.apps: " + app
                            + " is a public client, so anyone can use its tokens' audience; repeat with confirmPublicApps=true");
        }
    }

    /** Whether a client is one that Keycloak brings itself. */
    public boolean isBuiltIn(ClientModel client) {
        boolean managesARealm =
                "master".equals(realm.getName()) && client.getClientId().endsWith("-realm");
        return managesARealm || BUILT_IN.contains(client.getClientId());
    }

    /** The marker alone is nothing: whoever may write a client may write it. */
    private boolean isAgent(ClientModel client) {
        return client.getAttribute(AgentClients.MARKER) != null
                && new AgentStore(session).find(realm.getId(), client.getId()).isPresent();
    }

    /**
     * What the references name.
     *
     * @param owner absent if the owner stays
     * @param meant what names that stay meant already, and what new ones mean now
     */
    record Checked(Optional<UserModel> owner, List<Sponsor> sponsors, Meant meant) {}
}
