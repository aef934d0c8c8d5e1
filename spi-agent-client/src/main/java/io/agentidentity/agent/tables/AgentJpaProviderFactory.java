package io.agentidentity.agent.tables;

import io.agentidentity.agent.chore.AgentLeaseEntity;
import io.agentidentity.agent.declared.AgentDeclaredEntity;
import io.agentidentity.agent.findings.AgentFindingEntity;
import io.agentidentity.agent.mail.AgentMailEntity;
import io.agentidentity.agent.schema.Schema;
import io.agentidentity.agent.store.AgentEntity;
import io.agentidentity.agent.store.AgentFingerprintEntity;
import io.agentidentity.agent.store.AgentRealmEntity;
import io.agentidentity.agent.store.AgentResourceEntity;
import io.agentidentity.agent.store.AgentSponsorEntity;
import io.agentidentity.agent.store.AgentWordEntity;
import io.agentidentity.audit.AgentAuditPendingEntity;
import io.agentidentity.audit.AgentAuditUnsealedEntity;
import io.agentidentity.audit.outbox.AgentAuditDeadLetterEntity;
import io.agentidentity.audit.outbox.AgentAuditSinkEntity;
import io.agentidentity.audit.pseudonym.AgentAuditPersonEntity;
import io.agentidentity.audit.seal.AgentAuditChainEntity;
import io.agentidentity.audit.seal.AgentAuditEntity;
import io.agentidentity.audit.seal.AgentAuditHeadEntity;
import io.agentidentity.audit.seal.AgentAuditKeyEntity;
import io.agentidentity.audit.seal.AgentAuditTombstoneEntity;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Adds this module's tables to Keycloak's database. */
public final class AgentJpaProviderFactory implements JpaEntityProviderFactory {

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
        return Schema.AGENTS.id();
    }

    private static final class Tables implements JpaEntityProvider {

        @Override
        public List<Class<?>> getEntities() {
            return List.of(
                    AgentEntity.class,
                    AgentWordEntity.class,
                    AgentSponsorEntity.class,
                    AgentFingerprintEntity.class,
                    AgentRealmEntity.class,
                    AgentResourceEntity.class,
                    AgentLeaseEntity.class,
                    AgentFindingEntity.class,
                    AgentDeclaredEntity.class,
                    AgentMailEntity.class,
                    AgentAuditEntity.class,
                    AgentAuditPendingEntity.class,
                    AgentAuditUnsealedEntity.class,
                    AgentAuditChainEntity.class,
                    AgentAuditHeadEntity.class,
                    AgentAuditKeyEntity.class,
                    AgentAuditTombstoneEntity.class,
                    AgentAuditPersonEntity.class,
                    AgentAuditSinkEntity.class,
                    AgentAuditDeadLetterEntity.class);
        }

        @Override
        public String getChangelogLocation() {
            return "META-INF/agent-changelog.xml";
        }

        @Override
        public String getFactoryId() {
            return Schema.AGENTS.id();
        }

        @Override
        public void close() {}
    }
}
