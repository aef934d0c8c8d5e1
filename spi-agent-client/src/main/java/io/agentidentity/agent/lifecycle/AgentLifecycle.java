package io.agentidentity.agent.lifecycle;

import io.agentidentity.agent.Agent.OwnerState;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.Sponsor;
import io.agentidentity.agent.declared.Declarations;
import io.agentidentity.agent.declared.DeclaredStore;
import io.agentidentity.agent.findings.FindingStore;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.agent.mail.MailOutbox;
import io.agentidentity.agent.owner.Owners;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.FingerprintStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.agent.store.ResourceStore;
import io.agentidentity.agent.store.SponsorStore;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditType;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
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
        } else if (event instanceof ClientModel.ClientUpdatedEvent updated) {
            new Declarations(updated.getKeycloakSession()).see(updated.getUpdatedClient());
        } else if (event instanceof ClientModel.ClientIdChangeEvent renamed) {
            renamed(renamed);
        } else if (event instanceof UserModel.UserRemovedEvent removed) {
            userRemoved(removed);
        } else if (event instanceof GroupModel.GroupRemovedEvent removed) {
            new SponsorStore(removed.getKeycloakSession())
                    .forget(
                            removed.getRealm().getId(),
                            new Sponsor(Sponsor.Type.GROUP, removed.getGroup().getId()));
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
        new SponsorStore(session).deleteRealm(realm.getId());
        new FingerprintStore(session).deleteRealm(realm.getId());
        new FindingStore(session).deleteRealm(realm.getId());
        new DeclaredStore(session).deleteRealm(realm.getId());
        new RealmStore(session).deleteRealm(realm.getId());
        new ResourceStore(session).deleteRealm(realm.getId());
        new MailOutbox(session).deleteRealm(realm.getId());
        new AuditLog(session).deleteRealm(realm.getId());
    }

    private static void clientRemoved(KeycloakSession session, ClientModel client) {
        RealmModel realm = client.getRealm();
        new ResourceStore(session).deleteOfClient(realm.getId(), client.getId());
        new DeclaredStore(session).delete(client.getId());
        if (client.getAttribute(AgentClients.MARKER) == null) {
            return;
        }
        new AgentStore(session).find(realm.getId(), client.getId()).ifPresent(agent -> {
            AgentTasks.of(session).endAll(realm, agent, system("the agent's client was deleted"));
            AgentService.forget(session, agent);
            new AuditLog(session)
                    .append(
                            realm,
                            Caller.system()
                                    .record(AuditType.AGENT_DELETED)
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

    /**
     * Ends for good what runs for a person, and freezes the agents that they own unless a lockout is all that happened to them:
     * anybody can bring that about, and it passes. The person's own sessions are untouched.
     */
    public static void personOut(KeycloakSession session, RealmModel realm, String userId, String what) {
        AgentTasks.of(session).endAllFor(realm, userId, system("the person was " + what));
        if (ownerState(session, realm, userId) == OwnerState.OUT) {
            new Orphans(session, realm).ownerOut(userId, what);
        }
    }

    private static OwnerState ownerState(KeycloakSession session, RealmModel realm, String userId) {
        try {
            return new Owners(session, realm)
                    .state(userId, new RealmStore(session).of(realm.getId()).settings());
        } catch (Owners.DirectoryAway e) {
            return OwnerState.PRESENT;
        }
    }

    private static void userRemoved(UserModel.UserRemovedEvent removed) {
        KeycloakSession session = removed.getKeycloakSession();
        RealmModel realm = removed.getRealm();
        String id = removed.getUser().getId();
        AgentTasks.of(session).endAllFor(realm, id, system("the person was deleted"));
        new Orphans(session, realm).ownerOut(id, "deleted");
        new SponsorStore(session).forget(realm.getId(), new Sponsor(Sponsor.Type.USER, id));
    }

    private static Ending system(String reason) {
        return new Ending(Rank.SYSTEM, null, reason);
    }

    private static RealmModel master(KeycloakSession session) {
        return session.realms().getRealmByName(Config.getAdminRealm());
    }
}
