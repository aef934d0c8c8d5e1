package io.agentidentity.task.store;

import java.util.List;
import org.keycloak.Config;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Adds this module's tables to Keycloak's database. The first ten characters of the id name the changelog table. */
public final class TaskJpaProviderFactory implements JpaEntityProviderFactory {

    private static final String ID = "agent-task";

    @Override
    public JpaEntityProvider create(KeycloakSession session) {
        return new Tables();
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    @Override
    public String getId() {
        return ID;
    }

    private static final class Tables implements JpaEntityProvider {

        @Override
        public List<Class<?>> getEntities() {
            return List.of(AgentTaskEntity.class, AgentTokenEntity.class);
        }

        @Override
        public String getChangelogLocation() {
            return "META-INF/task-changelog.xml";
        }

        @Override
        public String getFactoryId() {
            return ID;
        }

        @Override
        public void close() {}
    }
}
