package io.agentidentity.agent.events;

import io.agentidentity.agent.guard.Installation;
import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** A listener for every realm, without a change to any realm's settings. */
public final class AgentEventListenerFactory implements EventListenerProviderFactory {

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new AgentEventListener(session);
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        Installation.on(factory);
    }

    @Override
    public void close() {}

    @Override
    public String getId() {
        return "agent-events";
    }

    @Override
    public boolean isGlobal() {
        return true;
    }
}
