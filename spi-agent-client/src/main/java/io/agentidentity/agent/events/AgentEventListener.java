package io.agentidentity.agent.events;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.agent.lifecycle.AgentLifecycle;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import java.util.Optional;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

final class AgentEventListener implements EventListenerProvider {

    private final KeycloakSession session;

    AgentEventListener(KeycloakSession session) {
        this.session = session;
    }

    /** Records what Keycloak's own code refused an agent, unless our code has recorded it already. */
    @Override
    public void onEvent(Event event) {
        boolean recorded = event.getDetails() != null && event.getDetails().containsKey(AgentEvents.RECORDED);
        if (event.getError() == null || recorded || event.getClientId() == null) {
            return;
        }
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        ClientModel client = realm == null ? null : realm.getClientByClientId(event.getClientId());
        Optional<Agent> agent = new AgentGate(session, realm).agent(client);
        if (agent.isPresent()) {
            // Whoever failed here is not known to be the agent whose client id they sent.
            new AuditLog(session)
                    .append(
                            realm,
                            AuditRecord.of(AuditType.AGENT_REFUSED, ActorKind.WORKLOAD)
                                    .agent(agent.get())
                                    .action(event.getType().name(), null)
                                    .unverified("client_id", event.getClientId())
                                    .refused(event.getError()));
        }
    }

    /** Keycloak has no event of its own for a person who is disabled; what an administrator did to the person tells. */
    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        boolean userChanged = event.getResourceType() == ResourceType.USER
                && event.getOperationType() == OperationType.UPDATE
                && event.getError() == null;
        if (!userChanged
                || event.getResourcePath() == null
                || !event.getResourcePath().startsWith("users/")) {
            return;
        }
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        String userId = event.getResourcePath().substring("users/".length());
        UserModel user = userId.contains("/") ? null : session.users().getUserById(realm, userId);
        if (user != null && !user.isEnabled()) {
            AgentLifecycle.personOut(session, realm, userId, "disabled");
        }
    }

    @Override
    public void close() {}
}
