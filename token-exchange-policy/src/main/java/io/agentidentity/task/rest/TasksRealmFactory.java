package io.agentidentity.task.rest;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Mounts {@link AgentsRealmResource} at {@code /realms/{realm}/agents}. */
public final class TasksRealmFactory implements RealmResourceProviderFactory {

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new Mount(session);
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    @Override
    public String getId() {
        return "agents";
    }

    private record Mount(KeycloakSession session) implements RealmResourceProvider {

        @Override
        public Object getResource() {
            return new AgentsRealmResource(session);
        }

        @Override
        public void close() {}
    }
}
