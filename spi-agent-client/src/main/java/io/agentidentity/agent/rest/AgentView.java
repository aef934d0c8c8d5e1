package io.agentidentity.agent.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.OwnerState;
import io.agentidentity.agent.Agent.Standing;
import io.agentidentity.agent.AgentJson;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.Sponsor;
import io.agentidentity.agent.client.ClientCredential;
import io.agentidentity.agent.owner.Owners;
import io.agentidentity.agent.owner.Owners.DirectoryAway;
import io.agentidentity.agent.settings.Settings;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.agent.store.SponsorStore;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.Wire;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Agents as the admin API shows them. */
public final class AgentView {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;
    private final Map<String, Optional<OwnerState>> owners = new HashMap<>();
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    public AgentView(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.settings = new RealmStore(session).of(realm.getId()).settings();
    }

    /** One agent. */
    public ObjectNode of(Agent agent) {
        return of(agent, new SponsorStore(session).of(agent.id()));
    }

    /** Several agents, in their order. */
    public ArrayNode of(Collection<Agent> agents) {
        Map<String, List<Sponsor>> sponsors =
                new SponsorStore(session).of(agents.stream().map(Agent::id).toList());
        ArrayNode rows = StrictJson.array(List.of());
        agents.forEach(agent -> rows.add(of(agent, sponsors.getOrDefault(agent.id(), List.of()))));
        return rows;
    }

    /** One agent without its sponsors and its credential. */
    public ObjectNode brief(Agent agent) {
        ObjectNode node = AgentJson.write(agent, now);
        standing(agent, node);
        UserModel user = session.users().getUserById(realm, agent.ownerId());
        node.putObject("owner")
                .put("id", agent.ownerId())
                .put("username", user == null ? null : user.getUsername())
                .put("answer", Wire.name(agent.ownerAnswer()));
        return node;
    }

    /** The owner of an agent as things stand now, looked up once; empty if their directory does not answer. */
    public Optional<OwnerState> owner(Agent agent) {
        return owners.computeIfAbsent(agent.ownerId(), this::ownerState);
    }

    private ObjectNode of(Agent agent, List<Sponsor> sponsors) {
        ObjectNode node = brief(agent);
        ArrayNode named = node.putArray("sponsors");
        sponsors.forEach(sponsor -> named.addObject()
                .put("type", sponsor.type().wire())
                .put("id", sponsor.id())
                .put("name", name(sponsor)));
        ClientModel client = realm.getClientById(agent.id());
        if (client != null && agent.status() != AgentStatus.RETIRED) {
            node.set("credential", ClientCredential.describe(agent, client));
        }
        return node;
    }

    /** What is worked out stands in place of what is stored, with the reason where the record has none. */
    private void standing(Agent agent, ObjectNode node) {
        Optional<OwnerState> owner = owner(agent);
        Standing standing = agent.standing(now, owner.orElse(OwnerState.PRESENT));
        node.put("status", standing.wire());
        if (standing == Standing.ORPHANED) {
            node.put(
                    "statusReason",
                    owner.equals(Optional.of(OwnerState.OUT))
                            ? "the owner is gone, disabled, or may not own agents"
                            : "the owner has not taken the agent on");
        } else if (owner.equals(Optional.of(OwnerState.LOCKED_OUT)) && agent.status() == AgentStatus.ACTIVE) {
            node.put("statusReason", "the owner is locked out for now");
        } else if (owner.isEmpty()) {
            node.put("statusReason", "the owner's directory does not answer");
        }
    }

    private Optional<OwnerState> ownerState(String id) {
        try {
            return Optional.of(new Owners(session, realm).state(id, settings));
        } catch (DirectoryAway e) {
            return Optional.empty();
        }
    }

    private String name(Sponsor sponsor) {
        if (sponsor.type() == Sponsor.Type.USER) {
            UserModel user = session.users().getUserById(realm, sponsor.id());
            return user == null ? null : user.getUsername();
        }
        GroupModel group = session.groups().getGroupById(realm, sponsor.id());
        return group == null ? null : KeycloakModelUtils.buildGroupPath(group);
    }
}
