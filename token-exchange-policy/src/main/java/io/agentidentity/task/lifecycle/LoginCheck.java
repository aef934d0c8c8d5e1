package io.agentidentity.task.lifecycle;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.task.Task;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;

/** Whether a task may go on as far as the person's login is concerned; that matters only where the agent's record or its realm says so. */
public final class LoginCheck {

    private final KeycloakSession session;

    public LoginCheck(KeycloakSession session) {
        this.session = session;
    }

    /** Whether the task goes on without the person's session, or the session is there still. */
    public boolean holds(Agent agent, Task task) {
        if (!new RealmStore(session).rules(agent).strictness().endOnLogout()) {
            return true;
        }
        RealmModel realm = session.getContext().getRealm();
        UserSessionModel login = task.login()
                .sessionId()
                .map(id -> session.sessions().getUserSession(realm, id))
                .orElse(null);
        return login != null && AuthenticationManager.isSessionValid(realm, login);
    }
}
