package io.agentidentity.exchange;

import io.agentidentity.agent.Agent;
import io.agentidentity.exchange.SubjectTokens.Subject;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Task;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/** Which scopes are granted: in the person's token, in the agent's ceiling, in the task, and still the person's to give. */
final class Scopes {

    private Scopes() {}

    static Set<String> granted(
            Optional<Set<String>> requested, Subject subject, Agent agent, ClientModel client, Optional<Task> known) {
        Map<String, ClientScopeModel> assigned = new HashMap<>(client.getClientScopes(false));
        assigned.putAll(client.getClientScopes(true));
        Set<String> allowed = new HashSet<>(subject.scopes());
        allowed.retainAll(agent.ceiling().scopes());
        allowed.removeIf(name -> !assigned.containsKey(name) || !permitted(assigned.get(name), subject.user()));
        known.ifPresent(task -> allowed.retainAll(task.authority().scopes()));
        if (requested.isPresent() && !allowed.containsAll(requested.get())) {
            throw new Refusal(
                    Reason.SCOPE_INVALID, "a scope is not in the person's token, the agent's ceiling or the task");
        }
        Set<String> granted = requested.orElse(allowed);
        if (granted.isEmpty()) {
            throw new Refusal(
                    Reason.SCOPE_INVALID, "the person's token and the agent's ceiling have no scope in common");
        }
        return Set.copyOf(granted);
    }

    /** As Keycloak itself: a scope with roles is only for people who have one of them. */
    private static boolean permitted(ClientScopeModel scope, UserModel person) {
        List<RoleModel> roles = scope.getScopeMappingsStream().toList();
        return roles.isEmpty() || roles.stream().anyMatch(person::hasRole);
    }
}
