package io.agentidentity.agent.lifecycle;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.OwnerAnswer;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.AgentSpec;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.Environment;
import io.agentidentity.agent.Review;
import io.agentidentity.agent.client.AgentClients;
import io.agentidentity.agent.client.ClientCredential;
import io.agentidentity.agent.credential.Credential;
import io.agentidentity.agent.credential.HeldCredential;
import io.agentidentity.agent.declared.DeclaredStore;
import io.agentidentity.agent.findings.FindingStore;
import io.agentidentity.agent.lifecycle.AgentTasks.Ended;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.agent.mail.MailKind;
import io.agentidentity.agent.mail.MailOutbox;
import io.agentidentity.agent.settings.Settings;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.AgentStore.NewAgent;
import io.agentidentity.agent.store.FingerprintStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.agent.store.SponsorStore;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditType;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.signal.Signal.CredentialChange;
import io.agentidentity.signal.emit.AgentSignals;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.ClientManager;
import org.keycloak.services.managers.RealmManager;

/** Makes, changes, hands over and removes agents. Each call is one transaction: record, client, tasks and audit together. */
public final class AgentService {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Caller caller;
    private final AgentStore agents;
    private final AgentClients clients;
    private final AgentCredentials credentials;
    private final AgentTasks tasks;
    private final AgentLife life;
    private final AuditLog audit;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    public AgentService(KeycloakSession session, RealmModel realm, Caller caller) {
        this.session = session;
        this.realm = realm;
        this.caller = caller;
        this.agents = new AgentStore(session);
        this.clients = new AgentClients(session);
        this.credentials = new AgentCredentials(session, realm, caller, now);
        this.tasks = AgentTasks.of(session);
        this.life = new AgentLife(session, realm, caller);
        this.audit = new AuditLog(session);
    }

    /**
     * Creates an agent and its client.
     *
     * @throws InvalidInput if a rule is broken
     * @throws AgentConflict if the client id is taken, or a key belongs to another agent
     */
    public Agent create(AgentSpec spec, boolean publicAppsConfirmed) {
        requireAcceptable(spec.clientId());
        Credential credential = credentials.bounded(
                spec.credential().orElseThrow(() -> new InvalidInput("credential is required for a new agent")));
        References.Checked named = new References(session, realm).checked(spec, publicAppsConfirmed);
        if (realm.getClientByClientId(spec.clientId()) != null) {
            throw new AgentConflict("a client with clientId " + spec.clientId() + " exists already");
        }
        ClientModel client = clients.create(realm, spec, credential);
        Agent agent = register(client, spec, credential, named);
        audit.append(realm, caller.record(AuditType.AGENT_CREATED).agent(agent));
        return agent;
    }

    /** Makes an agent of a client that exists; the client keeps its id and, where an agent may have it, its credential. */
    public Agent adopt(ClientModel client, AgentSpec spec, boolean publicAppsConfirmed) {
        requireAcceptable(spec.clientId());
        boolean production = spec.environment() == Environment.PRODUCTION;
        Credential credential =
                credentials.bounded(spec.credential().orElseGet(() -> ClientCredential.of(client, production)));
        References.Checked named = new References(session, realm).checked(spec, publicAppsConfirmed);
        clients.secure(realm, client);
        clients.disown(realm, client);
        clients.apply(realm, client, spec, credential);
        Agent agent = register(client, spec, credential, named);
        audit.append(realm, caller.record(AuditType.AGENT_ADOPTED).agent(agent));
        return agent;
    }

    /**
     * The agent that a client id names in what somebody keeps as code.
     *
     * @throws AgentConflict if the client is none, or was given the name later, which takes no right over agents
     */
    public Agent named(ClientModel client) {
        String clientId = client.getClientId();
        Agent agent = agents.find(realm.getId(), client.getId())
                .orElseThrow(() -> new AgentConflict(clientId + " is a client and no agent; adopt it first"));
        if (!agent.madeAs(clientId)) {
            throw new AgentConflict("the client of another agent was renamed to " + clientId
                    + "; if that one is meant, write it once by its id " + agent.id());
        }
        return agent;
    }

    private static void requireAcceptable(String clientId) {
        if (!AgentSpec.acceptable(clientId)) {
            throw new InvalidInput("clientId may hold letters, digits and . _ : / @ - only");
        }
    }

    private Agent register(ClientModel client, AgentSpec spec, Credential credential, References.Checked named) {
        Settings settings = settings();
        UserModel owner = named.owner().orElseThrow();
        HeldCredential held = credentials.hold(client.getId(), client, credential);
        boolean ask = settings.asksFirstOwner(spec.environment()) && !isCaller(owner);
        Agent agent = agents.create(
                new NewAgent(
                        realm.getId(),
                        client.getId(),
                        owner.getId(),
                        ask ? OwnerAnswer.ASKED : OwnerAnswer.TAKEN_ON,
                        now.plus(settings.reviewEvery(spec.environment())),
                        named.meant().of(spec.clientId(), client.getId())),
                spec,
                held,
                now);
        new SponsorStore(session).put(realm.getId(), agent.id(), named.sponsors());
        new DeclaredStore(session).delete(agent.id());
        if (ask) {
            new MailOutbox(session).add(agent, List.of(owner), MailKind.OWNER_ASKED, now);
        }
        return agent;
    }

    /**
     * Replaces the writable part of the record.
     *
     * @throws AgentConflict if the caller names a version that is no longer the current one
     */
    public Agent update(Agent before, AgentSpec spec, boolean publicAppsConfirmed) {
        Agent locked = agents.lock(realm.getId(), before.id()).orElseThrow();
        if (spec.version().isPresent() && spec.version().get() != locked.version()) {
            throw new AgentConflict("the agent was changed meanwhile; it is at version " + locked.version());
        }
        if (locked.status() == AgentStatus.RETIRED) {
            throw new AgentConflict("the agent is retired, which is final");
        }
        if (!spec.clientId().equals(locked.clientId())) {
            throw new InvalidInput(
                    "clientId is that of the client; give the client another one, and the record follows");
        }
        // Before the change, because more time must not give back what ended with the old date.
        Agent current = life.expired(locked);
        if (spec.credential().isEmpty()) {
            credentials.requireAllowed(current, realm.getClientById(current.id()), spec.environment());
        }
        References.Checked named = new References(session, realm).checkedChange(spec, publicAppsConfirmed, current);
        Agent changed = life.expired(changed(current, spec, named));
        boolean sponsors = new SponsorStore(session).put(realm.getId(), current.id(), named.sponsors());
        // Sponsors have rows of their own; without this, two changes of them at the same version would both win.
        Agent after = sponsors && changed.version() == current.version() ? agents.touched(changed, now) : changed;
        List<String> changes = Changes.between(current, after, sponsors);
        if (!changes.isEmpty()) {
            audit.append(
                    realm, caller.record(AuditType.AGENT_UPDATED).agent(after).changed(changes));
        }
        if (!after.credential().equals(current.credential())) {
            new AgentSignals(session, realm).credential(after, CredentialChange.UPDATE);
        }
        return after;
    }

    private Agent changed(Agent current, AgentSpec spec, References.Checked named) {
        ClientModel client = realm.getClientById(current.id());
        Credential credential = spec.credential()
                .filter(sent -> !credentials.isHeld(current, client, sent))
                .map(credentials::bounded)
                .orElse(null);
        clients.apply(realm, client, spec, credential);
        HeldCredential held =
                credential == null ? current.credential() : credentials.hold(current.id(), client, credential);
        Agent after =
                reviewedAsThere(current, agents.update(current, current.ownerId(), held, spec, named.meant(), now));
        Optional<UserModel> next = named.owner().filter(owner -> !owner.getId().equals(current.ownerId()));
        if (next.isPresent()) {
            return handOver(after, next.get()).agent();
        }
        boolean newlyAsked = settings().asksFirstOwner(after.environment())
                && after.environment() != current.environment()
                && after.ownerAnswer() == OwnerAnswer.TAKEN_ON
                && !after.ownerId().equals(caller.userId());
        return newlyAsked ? asked(after) : after;
    }

    /** Another environment has reviews at another pace; a move makes the next one no later than it was. */
    private Agent reviewedAsThere(Agent before, Agent after) {
        if (before.environment() == after.environment()) {
            return after;
        }
        Settings settings = settings();
        Review sooner = after.review()
                .sooner(after.createdAt(), settings.reviewEvery(after.environment()), settings.earliestReview(now));
        return sooner.equals(after.review()) ? after : agents.setReview(after, sooner, now);
    }

    /** Else an agent that was made for development would get into production without its owner's word, or with what it had. */
    private Agent asked(Agent agent) {
        Agent after = agents.newEpoch(agents.answered(agent, OwnerAnswer.ASKED, now));
        tasks.endAll(realm, after, new Ending(Rank.ADMIN, caller, "the owner was asked to take the agent on"));
        UserModel owner = session.users().getUserById(realm, agent.ownerId());
        if (owner != null) {
            new MailOutbox(session).add(after, List.of(owner), MailKind.OWNER_ASKED, now);
        }
        return after;
    }

    /**
     * Gives the agent another owner, who has to take it on unless they do this themselves. All its tasks end, and what people
     * consented to under the old owner is void.
     */
    public HandOver transfer(Agent agent, String ownerIdOrName) {
        Agent current = agents.lock(realm.getId(), agent.id()).orElseThrow();
        if (current.status() == AgentStatus.RETIRED) {
            throw new AgentConflict("the agent is retired, which is final");
        }
        UserModel owner = new References(session, realm).owner(ownerIdOrName);
        if (owner.getId().equals(current.ownerId())) {
            return new HandOver(current, Ended.NOTHING);
        }
        return handOver(current, owner);
    }

    private HandOver handOver(Agent current, UserModel owner) {
        boolean self = isCaller(owner);
        Agent after = agents.handOver(current, owner.getId(), self ? OwnerAnswer.TAKEN_ON : OwnerAnswer.ASKED, now);
        Ended ended = tasks.endAll(realm, after, new Ending(Rank.ADMIN, caller, "the agent has a new owner"));
        clients.voidConsents(realm, realm.getClientById(current.id()));
        if (!self) {
            new MailOutbox(session).add(after, List.of(owner), MailKind.OWNER_ASKED, now);
        }
        audit.append(
                realm,
                caller.record(AuditType.OWNER_CHANGED)
                        .agent(after)
                        .change("owner", current.ownerId(), after.ownerId()));
        return new HandOver(after, ended);
    }

    /** Removes an agent with its client, ends its tasks. The record of what it did stays. */
    public void delete(Agent agent) {
        agents.lock(realm.getId(), agent.id());
        tasks.endAll(realm, agent, new Ending(Rank.ADMIN, caller, "the agent was deleted"));
        forget(session, agent);
        audit.appendAfterCommit(realm, caller.record(AuditType.AGENT_DELETED).agent(agent));
        ClientModel client = realm.getClientById(agent.id());
        if (client != null) {
            new ClientManager(new RealmManager(session)).removeClient(realm, client);
        }
    }

    /** Removes every row of an agent. */
    static void forget(KeycloakSession session, Agent agent) {
        new SponsorStore(session).delete(agent.id());
        new FingerprintStore(session).delete(agent.id());
        new FindingStore(session).delete(agent.id());
        new MailOutbox(session).delete(agent.id());
        AgentTasks.of(session).forgetAgent(agent);
        new AgentStore(session).delete(agent.realmId(), agent.id());
    }

    private boolean isCaller(UserModel user) {
        return user.getId().equals(caller.userId());
    }

    private Settings settings() {
        return new RealmStore(session).of(realm.getId()).settings();
    }

    /** An agent with its new owner, and what ended with the old one. */
    public record HandOver(Agent agent, Ended ended) {}
}
