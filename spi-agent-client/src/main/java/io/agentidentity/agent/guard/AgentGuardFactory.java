package io.agentidentity.agent.guard;

import io.agentidentity.agent.lifecycle.AgentLifecycle;
import io.agentidentity.agent.lifecycle.AgentTasks;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
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
        factory.register(new AgentLifecycle());
        factory.register(new AccountGuard());
        factory.register(event -> {
            if (event instanceof PostMigrationEvent) {
                KeycloakModelUtils.runJobInTransaction(factory, AgentGuardFactory::check);
            }
        });
    }

    /** Without the module that knows tasks, nothing could be ended; such a server must not start. */
    private static void check(KeycloakSession session) {
        if (session.getProvider(AgentTasks.class) == null) {
            throw new IllegalStateException(
                    "Agent identity is incomplete: copy token-exchange-policy beside spi-agent-client, or remove both");
        }
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
