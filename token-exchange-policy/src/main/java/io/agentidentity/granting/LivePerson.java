package io.agentidentity.granting;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/** What a person may give to an agent at this moment, as Keycloak knows it. */
final class LivePerson implements Bounds.Person {

    private final RealmModel realm;
    private final UserModel user;
    private final Map<String, ClientScopeModel> assigned;

    /** @param agent the acting agent's client */
    LivePerson(RealmModel realm, UserModel user, ClientModel agent) {
        this.realm = realm;
        this.user = user;
        this.assigned = new HashMap<>(agent.getClientScopes(false));
        assigned.putAll(agent.getClientScopes(true));
    }

    /** What the client with an internal id is called now. */
    Optional<String> clientId(String id) {
        return Optional.ofNullable(realm.getClientById(id)).map(ClientModel::getClientId);
    }

    /** As Keycloak itself: a scope with roles is only for people who have one of them. */
    @Override
    public boolean mayGive(String scope) {
        ClientScopeModel known = assigned.get(scope);
        if (known == null) {
            return false;
        }
        List<RoleModel> roles = known.getScopeMappingsStream().toList();
        return roles.isEmpty() || roles.stream().anyMatch(user::hasRole);
    }

    @Override
    public boolean has(String server, String role) {
        ClientModel client = realm.getClientByClientId(server);
        RoleModel known = client == null ? null : client.getRole(role);
        return known != null && user.hasRole(known);
    }
}
