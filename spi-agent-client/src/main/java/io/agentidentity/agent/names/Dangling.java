package io.agentidentity.agent.names;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Ceiling;
import io.agentidentity.agent.Delegation;
import io.agentidentity.agent.ResourceUri;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.ResourceStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** The names in a record that mean nothing any more, or something that is called otherwise by now. */
public final class Dangling {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Agent agent;
    private final List<String> found = new ArrayList<>();

    private Dangling(KeycloakSession session, RealmModel realm, Agent agent) {
        this.session = session;
        this.realm = realm;
        this.agent = agent;
    }

    /** Each with its member, and with what became of it. */
    public static List<String> in(KeycloakSession session, RealmModel realm, Agent agent) {
        Dangling dangling = new Dangling(session, realm, agent);
        Ceiling ceiling = agent.ceiling();
        dangling.targets("ceiling.targets", ceiling.targets());
        agent.autonomous().ifPresent(most -> dangling.targets("autonomous.targets", most.targets()));
        ceiling.roles().forEach(dangling::role);
        ceiling.delegates().forEach(dangling::delegate);
        agent.delegation().apps().forEach(dangling::app);
        dangling.scopes("ceiling.scopes", ceiling.scopes());
        agent.autonomous().ifPresent(most -> dangling.scopes("autonomous.scopes", most.scopes()));
        dangling.rule(agent.delegation());
        return List.copyOf(dangling.found);
    }

    private void targets(String member, List<String> targets) {
        for (String target : targets) {
            if (!ResourceUri.looksLikeUri(target)) {
                client(member, target);
            } else if (new ResourceStore(session).find(realm.getId(), target).isEmpty()) {
                found.add(member + " " + target + " belongs to no client");
            }
        }
    }

    /** The client that a name means; tells where that is none, or one that has another name. */
    private Optional<ClientModel> client(String member, String name) {
        Optional<ClientModel> named = Optional.ofNullable(realm.getClientByClientId(name));
        Optional<String> id = agent.meant().client(name);
        Optional<ClientModel> meant = id.isEmpty() ? named : id.map(realm::getClientById);
        if (meant.isEmpty()) {
            found.add(member + " " + name + (named.isPresent() ? " is another client by now" : " is gone"));
        } else if (!name.equals(meant.get().getClientId())) {
            found.add(member + " " + name + " is called " + meant.get().getClientId() + " by now");
        }
        return meant;
    }

    private void role(String role) {
        client("ceiling.roles", Names.clientOf(role))
                .filter(client -> client.getRole(role.substring(role.indexOf(':') + 1)) == null)
                .ifPresent(client -> found.add("ceiling.roles " + role + " is gone"));
    }

    private void delegate(String name) {
        if (agent.meant().client(name).isPresent() || realm.getClientByClientId(name) == null) {
            client("ceiling.delegates", name);
        } else if (agent.meant().clients().isPresent()
                && new AgentStore(session)
                        .find(realm.getId(), realm.getClientByClientId(name).getId())
                        .filter(one -> one.madeAs(name))
                        .isEmpty()) {
            found.add("ceiling.delegates " + name + " is no agent that was made under this name");
        }
    }

    /** Apps that are gone have a finding of their own. */
    private void app(String name) {
        if (realm.getClientByClientId(name) != null
                || agent.meant().client(name).map(realm::getClientById).isPresent()) {
            client("delegation.apps", name);
        }
    }

    private void scopes(String member, List<String> names) {
        Set<String> known =
                realm.getClientScopesStream().map(ClientScopeModel::getName).collect(Collectors.toSet());
        names.stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> found.add(member + " " + name + " is gone"));
    }

    private void rule(Delegation delegation) {
        if (delegation.group() != null) {
            GroupModel named = KeycloakModelUtils.findGroupByPath(session, realm, delegation.group());
            tell("delegation.group " + delegation.group(), agent.meant().group(), id(named), realm::getGroupById);
        }
        if (delegation.role() != null) {
            RoleModel named = realm.getRole(delegation.role());
            tell(
                    "delegation.role " + delegation.role(),
                    agent.meant().role(),
                    Optional.ofNullable(named).map(RoleModel::getId),
                    realm::getRoleById);
        }
    }

    private static Optional<String> id(GroupModel group) {
        return Optional.ofNullable(group).map(GroupModel::getId);
    }

    private void tell(String what, Optional<String> meant, Optional<String> named, Function<String, ?> byId) {
        if (meant.isEmpty() || meant.equals(named)) {
            if (named.isEmpty()) {
                found.add(what + " is gone");
            }
        } else {
            found.add(what
                    + (meant.map(byId).isPresent()
                            ? " has another name by now"
                            : named.isPresent() ? " is another one by now" : " is gone"));
        }
    }
}
