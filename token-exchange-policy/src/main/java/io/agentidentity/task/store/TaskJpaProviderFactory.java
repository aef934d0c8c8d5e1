package io.agentidentity.task.store;

import io.agentidentity.agent.schema.Schema;
import io.agentidentity.decision.store.AgentDecisionEntity;
import io.agentidentity.policy.store.AgentRuleErrorEntity;
import io.agentidentity.policy.store.AgentRuleSetEntity;
import io.agentidentity.task.people.AgentPersonOutEntity;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Adds this module's tables to Keycloak's database. */
public final class TaskJpaProviderFactory implements JpaEntityProviderFactory {

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
        return Schema.TASKS.id();
    }

    private static final class Tables implements JpaEntityProvider {

        @Override
        public List<Class<?>> getEntities() {
            return List.of(
                    AgentTaskEntity.class,
                    AgentTokenEntity.class,
                    AgentBlockEntity.class,
                    AgentPersonOutEntity.class,
                    AgentDecisionEntity.class,
                    AgentRuleSetEntity.class,
                    AgentRuleErrorEntity.class);
        }

        @Override
        public String getChangelogLocation() {
            return "META-INF/task-changelog.xml";
        }

        @Override
        public String getFactoryId() {
            return Schema.TASKS.id();
        }

        @Override
        public void close() {}
    }
}
