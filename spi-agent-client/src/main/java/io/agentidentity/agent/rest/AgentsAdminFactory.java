package io.agentidentity.agent.rest;

import io.agentidentity.agent.guard.Installation;
import io.agentidentity.agent.schema.Schema;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Mounts {@link AgentsResource} at {@code /admin/realms/{realm}/agents}. */
public final class AgentsAdminFactory implements AdminRealmResourceProviderFactory {

    @Override
    public AdminRealmResourceProvider create(KeycloakSession session) {
        return new Mount();
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
        return "agents";
    }

    private static final class Mount implements AdminRealmResourceProvider {

        @Override
        public Object getResource(
                KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder events) {
            Schema.AGENTS.require(session);
            return new AgentsResource(new AdminRequest(session, realm, auth, events));
        }

        @Override
        public void close() {}
    }
}
