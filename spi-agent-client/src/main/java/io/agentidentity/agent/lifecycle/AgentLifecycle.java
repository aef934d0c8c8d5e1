package io.agentidentity.agent.lifecycle;

import io.agentidentity.agent.Agent.OwnerState;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.Sponsor;
import io.agentidentity.agent.client.AgentClients;
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
import io.agentidentity.audit.outbox.SinkStore;
import io.agentidentity.audit.seal.SealedLog;
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
            clientUpdated(updated.getKeycloakSession(), updated.getUpdatedClient());
        } else if (event instanceof ClientModel.ClientIdChangeEvent renamed) {
            renamed(renamed);
        } else if (event instanceof UserModel.UserRemovedEvent removed) {
            userRemoved(removed);
        } else if (event instanceof GroupModel.GroupRemovedEvent removed) {
            groupRemoved(removed);
        } else if (event instanceof GroupModel.GroupPathChangeEvent moved) {
            groupMoved(moved);
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
        new SealedLog(session, realm.getId()).deleteRealm();
        new AuditLog(session).deleteRealm(realm.getId());
        new SinkStore(session).deleteRealm(realm.getId());
    }

    private static void clientRemoved(KeycloakSession session, ClientModel client) {
        RealmModel realm = client.getRealm();
        new ResourceStore(session).deleteOfClient(realm.getId(), client.getId());
        new DeclaredStore(session).delete(client.getId());
        if (client.getAttribute(AgentClients.MARKER) == null) {
            return;
        }
        new AgentStore(session).lock(realm.getId(), client.getId()).ifPresent(agent -> {
            AgentTasks.of(session).endAll(realm, agent, system("the agent's client was deleted"));
            AgentService.forget(session, agent);
            new AuditLog(session)
                    .appendAfterCommit(
                            realm,
                            Caller.system()
                                    .record(AuditType.AGENT_DELETED)
                                    .agent(agent)
                                    .reason("client deleted"));
        });
    }

    /** Whoever disables an agent's client wants it to stop; enabling it later must not bring back what it had. */
    private static void clientUpdated(KeycloakSession session, ClientModel client) {
        new Declarations(session).see(client);
        if (client.isEnabled() || client.getAttribute(AgentClients.MARKER) == null) {
            return;
        }
        RealmModel realm = client.getRealm();
        AgentStore agents = new AgentStore(session);
        agents.lock(realm.getId(), client.getId())
                .filter(agent -> agent.status() != AgentStatus.RETIRED)
                .ifPresent(agent -> AgentTasks.of(session)
                        .endAll(realm, agents.newEpoch(agent), system("the agent's client was disabled")));
    }

    /** With the group of owners, or one above it, everybody is out who could own agents through it. */
    private static void groupRemoved(GroupModel.GroupRemovedEvent removed) {
        KeycloakSession session = removed.getKeycloakSession();
        RealmModel realm = removed.getRealm();
        GroupModel group = removed.getGroup();
        new SponsorStore(session).forget(realm.getId(), new Sponsor(Sponsor.Type.GROUP, group.getId()));
        String path = KeycloakModelUtils.buildGroupPath(group);
        boolean ofOwners = new RealmStore(session)
                .of(realm.getId())
                .settings()
                .ownerGroup()
                .filter(owners -> owners.equals(path) || owners.startsWith(path + "/"))
                .isPresent();
        if (ofOwners) {
            Orphans orphans = new Orphans(session, realm);
            orphans.ownersWithTasks().forEach(owner -> orphans.ownerOut(owner, "put out of the group of owners"));
        }
    }

    /** The group of owners is named by its path; without this, giving it another name would stop every agent of the realm. */
    private static void groupMoved(GroupModel.GroupPathChangeEvent moved) {
        RealmStore store = new RealmStore(moved.getKeycloakSession());
        String realm = moved.getRealm().getId();
        store.of(realm)
                .settings()
                .movedTo(moved.getPreviousPath(), moved.getNewPath())
                .ifPresent(settings -> store.put(realm, settings));
    }

    private static void renamed(ClientModel.ClientIdChangeEvent event) {
        ClientModel client = event.getUpdatedClient();
        if (client.getAttribute(AgentClients.MARKER) != null) {
            new AgentStore(event.getKeycloakSession())
                    .rename(client.getRealm().getId(), client.getId(), event.getNewClientId());
        }
    }

    /** Ends for good what runs for a person; their agents go on when the lockout is over, for anybody can bring one about. */
    public static void personLockedOut(KeycloakSession session, RealmModel realm, String userId) {
        AgentTasks.of(session).personOut(realm, userId, system("the person was locked out"));
    }

    /** The same for a person whom an administrator has disabled, which counts also where failed logins had done so before. */
    public static void personDisabled(KeycloakSession session, RealmModel realm, String userId) {
        new Owners(session, realm).disabledByAdministrator(userId);
        personChanged(session, realm, userId);
    }

    /**
     * Looks at a person whom an administrator has changed. What runs for somebody disabled ends for good; the agents that they
     * own freeze or thaw. The person's own sessions are untouched.
     */
    public static void personChanged(KeycloakSession session, RealmModel realm, String userId) {
        OwnerState state;
        try {
            state = new Owners(session, realm)
                    .state(userId, new RealmStore(session).of(realm.getId()).settings());
        } catch (Owners.DirectoryAway e) {
            return;
        }
        UserModel person = session.users().getUserById(realm, userId);
        boolean disabled = person != null && !person.isEnabled() && state != OwnerState.PRESENT;
        if (state != OwnerState.OUT) {
            new Orphans(session, realm).ownerBack(userId);
        } else {
            new Orphans(session, realm).ownerOut(userId, disabled ? "disabled" : "put out of the group of owners");
        }
        // Last, because the row of an agent is locked before those of tasks wherever both are.
        if (disabled) {
            AgentTasks.of(session).personOut(realm, userId, system("the person was disabled"));
        } else if (person != null) {
            AgentTasks.of(session).personBack(realm, userId);
        }
    }

    /** Ends for good what runs for a person all of whose sessions an administrator has ended; their tokens are void from now on. */
    public static void personLoggedOut(KeycloakSession session, RealmModel realm, String userId) {
        AgentTasks.of(session).endAllFor(realm, userId, system("the person was logged out everywhere"));
    }

    private static void userRemoved(UserModel.UserRemovedEvent removed) {
        KeycloakSession session = removed.getKeycloakSession();
        RealmModel realm = removed.getRealm();
        String id = removed.getUser().getId();
        new Orphans(session, realm).ownerOut(id, "deleted");
        AgentTasks.of(session).endAllFor(realm, id, system("the person was deleted"));
        new SponsorStore(session).forget(realm.getId(), new Sponsor(Sponsor.Type.USER, id));
        AgentTasks.of(session).forgetPerson(realm, id);
    }

    private static Ending system(String reason) {
        return Ending.system(reason);
    }

    private static RealmModel master(KeycloakSession session) {
        return session.realms().getRealmByName(Config.getAdminRealm());
    }
}
