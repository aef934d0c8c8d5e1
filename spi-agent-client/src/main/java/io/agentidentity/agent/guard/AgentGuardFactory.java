package io.agentidentity.agent.guard;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.clientpolicy.ClientPolicyManager;
import org.keycloak.services.clientpolicy.ClientPolicyManagerFactory;

/** Puts the guard in the place of Keycloak's client policy manager, by a higher order. */
public final class AgentGuardFactory implements ClientPolicyManagerFactory {

    @Override
    public ClientPolicyManager create(KeycloakSession session) {
        return new AgentGuard(session);
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
        return "agent-guard";
    }

    @Override
    public int order() {
        return 100;
    }
}
