package io.agentidentity.token;

import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.agent.store.ResourceStore;
import io.agentidentity.task.Task;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Who a task's tokens are for: the client that {@code aud} names, the owner of the resource URI, or a gateway of it. Never an agent. */
public final class Audience {

    private final KeycloakSession session;
    private final RealmModel realm;

    public Audience(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    public boolean includes(ClientModel caller, Task task) {
        String target = task.authority().target();
        return new AgentGate(session, realm).agent(caller).isEmpty()
                && (target.equals(caller.getClientId())
                        || new ResourceStore(session)
                                .find(realm.getId(), target)
                                .filter(resource -> resource.clientUuid().equals(caller.getId())
                                        || resource.gateways().contains(caller.getId()))
                                .isPresent());
    }
}
