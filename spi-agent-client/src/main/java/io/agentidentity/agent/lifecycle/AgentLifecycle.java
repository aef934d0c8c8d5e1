package io.agentidentity.agent.lifecycle;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.ResourceStore;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/** Follows what Keycloak does to clients, users and realms, in the same transaction. */
public final class AgentLifecycle implements ProviderEventListener {

    @Override
    public void onEvent(ProviderEvent event) {
        if (event instanceof PostMigrationEvent started) {
            addRoles(started.getFactory());
        } else if (event instanceof RealmModel.RealmPostCreateEvent created) {
            AgentRoles.ensure(created.getCreatedRealm(), master(created.getKeycloakSession()));
        } else if (event instanceof RealmModel.RealmRemovedEvent removed) {
            realmRemoved(removed.getKeycloakSession(), removed.getRealm());
        } else if (event instanceof ClientModel.ClientRemovedEvent removed) {
            clientRemoved(removed.getKeycloakSession(), removed.getClient());
        } else if (event instanceof ClientModel.ClientIdChangeEvent renamed) {
            renamed(renamed);
        } else if (event instanceof UserModel.UserRemovedEvent removed) {
            personOut(
                    removed.getKeycloakSession(),
                    removed.getRealm(),
                    removed.getUser().getId(),
                    "deleted");
        }
    }

    private static void addRoles(KeycloakSessionFactory factory) {
        List<String> realms = KeycloakModelUtils.runJobInTransactionWithResult(
                factory,
                s -> s.realms().getRealmsStream().map(RealmModel::getId).toList());
        for (String id : realms) {
            KeycloakModelUtils.runJobInTransaction(factory, s -> {
                RealmModel realm = s.realms().getRealm(id);
                if (realm != null) {
                    s.getContext().setRealm(realm);
                    AgentRoles.ensure(realm, master(s));
                }
            });
        }
    }

    private static void realmRemoved(KeycloakSession session, RealmModel realm) {
        AgentTasks.of(session).deleteRealm(realm.getId());
        new AgentStore(session).deleteRealm(realm.getId());
        new ResourceStore(session).deleteRealm(realm.getId());
        new AuditLog(session).deleteRealm(realm.getId());
    }

    private static void clientRemoved(KeycloakSession session, ClientModel client) {
        RealmModel realm = client.getRealm();
        new ResourceStore(session).deleteOfClient(realm.getId(), client.getId());
        AgentStore agents = new AgentStore(session);
        if (client.getAttribute(AgentClients.MARKER) == null) {
            return;
        }
        agents.find(realm.getId(), client.getId()).ifPresent(agent -> {
            AgentTasks.of(session).endAll(realm, agent, system("the agent's client was deleted"));
            agents.delete(realm.getId(), agent.id());
            new AuditLog(session)
                    .append(
                            realm,
                            AuditRecord.of(AuditType.AGENT_DELETED, ActorKind.SYSTEM)
                                    .agent(agent)
                                    .reason("client deleted"));
        });
    }

    private static void renamed(ClientModel.ClientIdChangeEvent event) {
        ClientModel client = event.getUpdatedClient();
        if (client.getAttribute(AgentClients.MARKER) != null) {
            new AgentStore(event.getKeycloakSession())
                    .rename(client.getRealm().getId(), client.getId(), event.getNewClientId());
        }
    }

    /** Ends for good what runs for a person, and what the agents they own do. The person's own sessions are untouched. */
    public static void personOut(KeycloakSession session, RealmModel realm, String userId, String what) {
        AgentTasks tasks = AgentTasks.of(session);
        tasks.endAllFor(realm, userId, system("the person was " + what));
        for (Agent agent : new AgentStore(session).endEpochOfOwner(realm.getId(), userId)) {
            tasks.endAll(realm, agent, system("the owner was " + what));
            new AuditLog(session)
                    .append(
                            realm,
                            AuditRecord.of(AuditType.OWNER_DISABLED, ActorKind.SYSTEM)
                                    .agent(agent)
                                    .reason("owner " + what));
        }
    }

    private static Ending system(String reason) {
        return new Ending(Rank.SYSTEM, null, reason);
    }

    private static RealmModel master(KeycloakSession session) {
        return session.realms().getRealmByName(Config.getAdminRealm());
    }
}
