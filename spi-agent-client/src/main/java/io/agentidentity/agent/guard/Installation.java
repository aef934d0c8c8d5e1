package io.agentidentity.agent.guard;

import io.agentidentity.agent.adopt.ImportedAgents;
import io.agentidentity.agent.check.SelfCheck;
import io.agentidentity.agent.clienttype.AgentClientType;
import io.agentidentity.agent.lifecycle.AgentLifecycle;
import io.agentidentity.agent.schema.Schema;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;

/**
 * What runs on every server with the JARs, whichever providers of ours an option switches off: each factory that could be the
 * only one left calls it.
 */
public final class Installation {

    private static final Set<KeycloakSessionFactory> DONE =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private Installation() {}

    /** Registers what must listen, once for each server. */
    public static void on(KeycloakSessionFactory factory) {
        if (DONE.add(factory)) {
            if (!Schema.AGENTS.isOff(factory)) {
                factory.register(new AgentLifecycle());
                factory.register(new ImportedAgents());
            }
            factory.register(new AccountGuard());
            factory.register(new AgentClientType());
            factory.register(event -> {
                if (event instanceof PostMigrationEvent) {
                    KeycloakModelUtils.runJobInTransaction(factory, SelfCheck::run);
                }
            });
        }
    }
}
