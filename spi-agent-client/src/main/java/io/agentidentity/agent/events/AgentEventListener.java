package io.agentidentity.agent.events;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.agent.lifecycle.AgentLifecycle;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import java.util.Map;
import java.util.Optional;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

final class AgentEventListener implements EventListenerProvider {

    private static final String USERS = "users/";

    private final KeycloakSession session;

    AgentEventListener(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        if (realm == null) {
            return;
        }
        if (event.getType() == EventType.USER_DISABLED_BY_PERMANENT_LOCKOUT && event.getUserId() != null) {
            AgentLifecycle.personLockedOut(session, realm, event.getUserId());
        }
        if (event.getError() != null && event.getClientId() != null && !recorded(event)) {
            recordRefusal(realm, event);
        }
    }

    private static boolean recorded(Event event) {
        Map<String, String> details = event.getDetails() == null ? Map.of() : event.getDetails();
        return details.containsKey(AgentEvents.RECORDED)
                || details.getOrDefault(Details.CLIENT_POLICY_ERROR_DETAIL, "").endsWith(AgentGate.MANAGED);
    }

    /** What Keycloak's own code refused an agent. Whoever failed is not known to be the agent whose client id they sent. */
    private void recordRefusal(RealmModel realm, Event event) {
        Optional<Agent> agent = new AgentGate(session, realm).agent(realm.getClientByClientId(event.getClientId()));
        if (agent.isPresent()) {
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

    /** Keycloak has no event of its own for a person who is disabled or leaves a group; what an administrator did tells. */
    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        boolean userChanged =
                event.getResourceType() == ResourceType.USER && event.getOperationType() == OperationType.UPDATE;
        boolean membershipChanged = event.getResourceType() == ResourceType.GROUP_MEMBERSHIP;
        String path = event.getResourcePath();
        if (event.getError() != null
                || !(userChanged || membershipChanged)
                || path == null
                || !path.startsWith(USERS)
                || (userChanged && path.indexOf('/', USERS.length()) >= 0)) {
            return;
        }
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        if (realm != null) {
            AgentLifecycle.personChanged(
                    session, realm, path.substring(USERS.length()).replaceFirst("/.*", ""));
        }
    }

    @Override
    public void close() {}
}
