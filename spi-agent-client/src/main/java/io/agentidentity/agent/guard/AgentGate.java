package io.agentidentity.agent.guard;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Standing;
import io.agentidentity.agent.check.SelfCheck;
import io.agentidentity.agent.client.AgentClients;
import io.agentidentity.agent.client.ClientCredential;
import io.agentidentity.agent.client.UsedKey;
import io.agentidentity.agent.owner.Owners;
import io.agentidentity.agent.schema.Schema;
import io.agentidentity.agent.settings.RealmState;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import java.time.Instant;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Answers whether a client is an agent and whether that agent may do anything at all at this moment. */
public final class AgentGate {

    /** Ends what an administrator reads who is refused a change; such a refusal has a record that names the administrator. */
    public static final String MANAGED = " of an agent's client is managed by the agents API";

    private final KeycloakSession session;
    private final RealmModel realm;

    public AgentGate(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * The agent behind a client; costs nothing for a client that is not marked. Without the tables nobody knows what a marked one
     * is, and whatever it is about ends here.
     */
    public Optional<Agent> agent(ClientModel client) {
        if (client == null || client.getAttribute(AgentClients.MARKER) == null) {
            return Optional.empty();
        }
        Schema.AGENTS.require(session);
        return new AgentStore(session).findWithRealm(realm.getId(), client.getId());
    }

    /** The agent whose service account a user is; costs nothing for a person. */
    public Optional<Agent> agent(UserModel user) {
        String link = user == null ? null : user.getServiceAccountClientLink();
        return link == null ? Optional.empty() : agent(realm.getClientById(link));
    }

    /**
     * Where the agent stands, with its owner looked up now.
     *
     * @throws Owners.DirectoryAway if the owner cannot be looked up
     */
    public Standing standing(Agent agent) {
        return agent.standing(now(), new Owners(session, realm).state(agent.ownerId(), state().settings()));
    }

    /** What holds for all agents of the realm. */
    public RealmState state() {
        return new RealmStore(session).of(realm.getId());
    }

    /**
     * Whether the agent may use what it was given: agent identity in force, no emergency stop, client enabled, agent active,
     * owner there.
     */
    public boolean open(Agent agent, ClientModel client) {
        try {
            return SelfCheck.passed()
                    && client.isEnabled()
                    && state().stop().isEmpty()
                    && standing(agent) == Standing.ACTIVE;
        } catch (Owners.DirectoryAway e) {
            return false;
        }
    }

    /**
     * Lets an agent that has authenticated through.
     *
     * @throws Refusal {@code invalid_client} if it is suspended, expired, orphaned, or authenticated in a way that its
     *     record does not allow; {@code temporarily_unavailable} if its owner cannot be looked up, or while the server is not
     *     fit to serve agents
     */
    public void require(Agent agent, ClientModel client) {
        if (!SelfCheck.passed()) {
            throw new Refusal(Reason.UNAVAILABLE, "agent identity is not in force on this server");
        }
        if (!ClientCredential.asRecorded(agent, client) || !new UsedKey(session, realm, client).good(agent, now())) {
            throw new Refusal(Reason.CREDENTIAL_NOT_ALLOWED, "the agent may not authenticate in this way");
        }
        requireActive(agent, client);
    }

    /**
     * Lets an agent that was let through before go on.
     *
     * @throws Refusal as {@link #require}, but for how it authenticated
     */
    public void requireActive(Agent agent, ClientModel client) {
        if (!client.isEnabled() || state().stop().isPresent() || !active(agent)) {
            throw new Refusal(Reason.AGENT_NOT_ACTIVE, "the agent is not active");
        }
    }

    private boolean active(Agent agent) {
        try {
            return standing(agent) == Standing.ACTIVE;
        } catch (Owners.DirectoryAway e) {
            throw new Refusal(Reason.UNAVAILABLE, "try again later", e);
        }
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }
}
