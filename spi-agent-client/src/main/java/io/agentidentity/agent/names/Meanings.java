package io.agentidentity.agent.names;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Meant;
import io.agentidentity.agent.AgentSpec;
import io.agentidentity.agent.Delegation;
import io.agentidentity.agent.store.AgentStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Finds what the names of a record mean at the moment they are written. */
public final class Meanings {

    private final KeycloakSession session;
    private final RealmModel realm;

    public Meanings(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * What the names of a record mean. A name that stays goes on meaning what it meant, also where another client, group or role
     * has it by now: to mean that one, it is taken out and put in again.
     */
    public Meant of(AgentSpec spec, Optional<Agent> current) {
        Meant before = current.map(Agent::meant).orElse(Meant.UNKNOWN);
        boolean known = before.clients().isPresent();
        Map<String, String> clients = new HashMap<>();
        current.ifPresent(agent -> before.clients().orElse(Map.of()).forEach((name, id) -> {
            if (id.equals(agent.id())) {
                clients.put(name, id);
            }
        }));
        // Whoever writes a record by its id takes it under the name that its client has now.
        current.ifPresent(agent -> clients.put(spec.clientId(), agent.id()));
        List<String> names = current.map(Names::ofClients).orElse(List.of());
        for (String name : Names.ofClients(spec)) {
            (known && names.contains(name) ? before.client(name) : now(name)).ifPresent(id -> clients.put(name, id));
        }
        List<String> delegates =
                current.map(agent -> agent.ceiling().delegates()).orElse(List.of());
        for (String name : spec.ceiling().delegates()) {
            (known && delegates.contains(name) ? before.client(name).or(() -> made(name)) : now(name))
                    .ifPresent(id -> clients.putIfAbsent(name, id));
        }
        Optional<Delegation> delegation = current.map(Agent::delegation);
        return new Meant(
                Optional.of(clients),
                kept(spec.delegation().group(), delegation.map(Delegation::group), before.group())
                        .or(() -> group(spec.delegation().group())),
                kept(spec.delegation().role(), delegation.map(Delegation::role), before.role())
                        .or(() -> role(spec.delegation().role())));
    }

    private static Optional<String> kept(String name, Optional<String> before, Optional<String> meant) {
        return name != null && before.filter(name::equals).isPresent() ? meant : Optional.empty();
    }

    private Optional<String> now(String clientId) {
        return Optional.ofNullable(realm.getClientByClientId(clientId)).map(ClientModel::getId);
    }

    /** An agent that was named before it was made; one that was only given the name is another. */
    private Optional<String> made(String clientId) {
        return now(clientId)
                .filter(id -> new AgentStore(session)
                        .find(realm.getId(), id)
                        .filter(agent -> agent.madeAs(clientId))
                        .isPresent());
    }

    private Optional<String> group(String path) {
        return Optional.ofNullable(path)
                .map(known -> KeycloakModelUtils.findGroupByPath(session, realm, known))
                .map(GroupModel::getId);
    }

    private Optional<String> role(String name) {
        return Optional.ofNullable(name).map(realm::getRole).map(RoleModel::getId);
    }
}
