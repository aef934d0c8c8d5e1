package io.agentidentity.agent.lifecycle;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.AgentSpec;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.Credential;
import io.agentidentity.agent.CredentialType;
import io.agentidentity.agent.InvalidAgent;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditType;
import java.time.Instant;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.ClientManager;
import org.keycloak.services.managers.RealmManager;

/** What administrators do to agents. Each call is one transaction: record, client, tasks and audit together. */
public final class AgentService {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Caller caller;
    private final AgentStore agents;
    private final AgentClients clients;
    private final AgentTasks tasks;
    private final AuditLog audit;

    public AgentService(KeycloakSession session, RealmModel realm, Caller caller) {
        this.session = session;
        this.realm = realm;
        this.caller = caller;
        this.agents = new AgentStore(session);
        this.clients = new AgentClients(session);
        this.tasks = AgentTasks.of(session);
        this.audit = new AuditLog(session);
    }

    /**
     * Creates an agent and its client.
     *
     * @throws InvalidAgent if a rule is broken
     * @throws AgentConflict if the client id is taken
     */
    public Agent create(AgentSpec spec, boolean publicAppsConfirmed) {
        Credential credential =
                spec.credential().orElseThrow(() -> new InvalidAgent("credential is required for a new agent"));
        UserModel owner = new References(session, realm).checked(spec, publicAppsConfirmed);
        ClientModel client = clients.create(realm, spec, credential);
        Agent agent = agents.create(realm.getId(), client.getId(), owner.getId(), credential.type(), spec, now());
        audit.append(realm, caller.record(AuditType.AGENT_CREATED).agent(agent));
        return agent;
    }

    /**
     * Replaces the writable part of the record.
     *
     * @throws AgentConflict if the caller names a version that is no longer the current one, or another client id
     */
    public Agent update(Agent before, AgentSpec spec, boolean publicAppsConfirmed) {
        Agent current = agents.lock(realm.getId(), before.id()).orElseThrow();
        if (spec.version().isPresent() && spec.version().get() != current.version()) {
            throw new AgentConflict("the agent was changed meanwhile; it is at version " + current.version());
        }
        if (!spec.clientId().equals(current.clientId())) {
            throw new InvalidAgent("clientId cannot be changed");
        }
        CredentialType type = spec.credential().map(Credential::type).orElse(current.credentialType());
        if (!type.allowedIn(spec.environment())) {
            throw new InvalidAgent("credential.type " + type.wire()
                    + " is allowed in environment development only; send a private_key_jwt credential with the change");
        }
        UserModel owner = new References(session, realm).checked(spec, publicAppsConfirmed);
        boolean newOwner = !owner.getId().equals(current.ownerId());
        ClientModel client = realm.getClientById(current.id());
        clients.apply(realm, client, spec, spec.credential().orElse(null));
        Agent after = agents.update(current, owner.getId(), type, spec, now());
        if (newOwner) {
            after = agents.move(after, after.status(), after.statusReason(), true, now());
            tasks.endAll(realm, after, ending("the agent has a new owner"));
        }
        audit.append(
                realm,
                caller.record(AuditType.AGENT_UPDATED)
                        .agent(after)
                        .changed(Changes.between(
                                current, after, spec.credential().isPresent())));
        return after;
    }

    /** Suspends an agent: it gets nothing from now on, its tasks end, and nothing issued so far ever lives again. */
    public Suspension suspend(Agent agent, String reason) {
        Agent locked = agents.lock(realm.getId(), agent.id()).orElseThrow();
        if (locked.status() == AgentStatus.SUSPENDED) {
            return new Suspension(locked, 0);
        }
        Agent suspended = agents.move(locked, AgentStatus.SUSPENDED, reason, true, now());
        int ended = tasks.endAll(realm, suspended, ending("the agent was suspended"));
        audit.append(
                realm, caller.record(AuditType.AGENT_SUSPENDED).agent(suspended).reason(reason));
        return new Suspension(suspended, ended);
    }

    /** Lets a suspended agent start anew. */
    public Agent activate(Agent agent) {
        Agent locked = agents.lock(realm.getId(), agent.id()).orElseThrow();
        if (locked.status() == AgentStatus.ACTIVE) {
            return locked;
        }
        UserModel owner = session.users().getUserById(realm, locked.ownerId());
        if (owner == null || !owner.isEnabled()) {
            throw new InvalidAgent("the owner is gone or disabled; give the agent an enabled owner first");
        }
        Agent active = agents.move(locked, AgentStatus.ACTIVE, null, false, now());
        audit.append(realm, caller.record(AuditType.AGENT_ACTIVATED).agent(active));
        return active;
    }

    /** Removes an agent with its client, ends its tasks. The record of what it did stays. */
    public void delete(Agent agent) {
        tasks.endAll(realm, agent, ending("the agent was deleted"));
        agents.delete(realm.getId(), agent.id());
        audit.append(realm, caller.record(AuditType.AGENT_DELETED).agent(agent));
        ClientModel client = realm.getClientById(agent.id());
        if (client != null) {
            new ClientManager(new RealmManager(session)).removeClient(realm, client);
        }
    }

    private Ending ending(String reason) {
        return new Ending(Rank.ADMIN, caller.user().getId(), reason);
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }

    /** A suspended agent and how many tasks ended with it. */
    public record Suspension(Agent agent, int tasksEnded) {}
}
