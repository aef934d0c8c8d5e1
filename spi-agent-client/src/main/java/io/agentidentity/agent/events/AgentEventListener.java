package io.agentidentity.agent.events;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.adopt.DeclaredAdoption;
import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.agent.lifecycle.AgentLifecycle;
import io.agentidentity.agent.schema.Schema;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import io.agentidentity.audit.Repeats;
import io.agentidentity.json.StrictJson;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
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
    private static final int MOST_OF_A_KIND = 10;

    /** Anybody who knows a client id can fail to authenticate with it, as often as they like. */
    private static final Repeats REPEATS = new Repeats(MOST_OF_A_KIND, Clock.systemUTC());

    private static final String LOGOUT = "/logout";

    private final KeycloakSession session;

    AgentEventListener(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        if (realm == null || Schema.AGENTS.isOff(session)) {
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
        if (agent.isEmpty()) {
            return;
        }
        OptionalInt before = REPEATS.next(List.of(agent.get().id(), event.getType(), event.getError()));
        if (before.isPresent()) {
            new AuditLog(session)
                    .append(
                            realm,
                            AuditRecord.of(AuditType.AGENT_REFUSED, ActorKind.WORKLOAD)
                                    .agent(agent.get())
                                    .action(event.getType().name(), null)
                                    .unverified("client_id", event.getClientId())
                                    .refused(event.getError())
                                    .repeated(before.getAsInt()));
        }
    }

    /** Keycloak has no event of its own for a person who is disabled or leaves a group; what an administrator did tells. */
    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        clientWritten(event);
        boolean userChanged =
                event.getResourceType() == ResourceType.USER && event.getOperationType() == OperationType.UPDATE;
        boolean membershipChanged = event.getResourceType() == ResourceType.GROUP_MEMBERSHIP;
        String path = event.getResourcePath();
        if (event.getError() != null || path == null || !path.startsWith(USERS)) {
            return;
        }
        String user = path.substring(USERS.length()).replaceFirst("/.*", "");
        if ((userChanged && path.equals(USERS + user)) || membershipChanged) {
            boolean disabled = userChanged && saysDisabled(event.getRepresentation());
            inRealm(event, realm -> {
                if (disabled) {
                    AgentLifecycle.personDisabled(session, realm, user);
                } else {
                    AgentLifecycle.personChanged(session, realm, user);
                }
            });
        } else if (event.getResourceType() == ResourceType.USER
                && event.getOperationType() == OperationType.ACTION
                && path.equals(USERS + user + LOGOUT)) {
            inRealm(event, realm -> AgentLifecycle.personLoggedOut(session, realm, user));
        }
    }

    private void inRealm(AdminEvent event, Consumer<RealmModel> step) {
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        if (realm != null && !Schema.AGENTS.isOff(session)) {
            step.accept(realm);
        }
    }

    /** A client that says it is an agent may become one at once. The path tells it: a partial import gives no type of its own. */
    private void clientWritten(AdminEvent event) {
        String path = event.getResourcePath();
        if (event.getError() != null || path == null || !path.matches("clients/[^/]+")) {
            return;
        }
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        if (realm != null && !Schema.AGENTS.isOff(session)) {
            DeclaredAdoption.written(session, realm, path.substring(path.indexOf('/') + 1), event.getAuthDetails());
        }
    }

    private static boolean saysDisabled(String user) {
        try {
            return user != null
                    && StrictJson.parse(user).path("enabled").isBoolean()
                    && !StrictJson.parse(user).path("enabled").booleanValue();
        } catch (StrictJson.MalformedJson e) {
            return false;
        }
    }

    @Override
    public void close() {}
}
