package io.agentidentity.agent.code;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.AgentJson;
import io.agentidentity.agent.ResourceUri;
import io.agentidentity.agent.Sponsor;
import io.agentidentity.agent.client.ClientCredential;
import io.agentidentity.agent.store.SponsorStore;
import io.agentidentity.json.StrictJson;
import java.util.List;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Agents and resource URIs as a document holds them: what can be written, with names that mean the same in another realm. */
final class AgentCode {

    private static final List<String> NOT_WRITABLE = List.of(
            "id",
            "status",
            "statusReason",
            "suspensions",
            "suspension",
            "risk",
            "review",
            "createdAt",
            "updatedAt",
            "lastUsedAt",
            "orphanedSince",
            "version");

    private final KeycloakSession session;
    private final RealmModel realm;

    AgentCode(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** The owner is named by id and username, so that an import notices when a username means somebody else by now. */
    ObjectNode of(Agent agent) {
        ObjectNode node = AgentJson.write(agent, agent.updatedAt());
        node.remove(NOT_WRITABLE);
        UserModel owner = session.users().getUserById(realm, agent.ownerId());
        node.putObject("owner").put("id", agent.ownerId()).put("username", owner == null ? null : owner.getUsername());
        ArrayNode sponsors = node.putArray("sponsors");
        for (Sponsor sponsor : new SponsorStore(session).of(agent.id())) {
            sponsors.addObject().put("type", sponsor.type().wire()).put("id", name(sponsor));
        }
        ClientModel client = realm.getClientById(agent.id());
        if (client != null) {
            node.set("credential", ClientCredential.describe(agent, client));
        }
        node.properties().removeIf(member -> member.getValue().isNull());
        return node;
    }

    ObjectNode of(ResourceUri resource) {
        ObjectNode node =
                StrictJson.object().put("uri", resource.uri()).put("clientId", clientId(resource.clientUuid()));
        ArrayNode gateways = node.putArray("gateways");
        resource.gateways().forEach(gateway -> gateways.add(clientId(gateway)));
        return node;
    }

    private String clientId(String uuid) {
        ClientModel client = realm.getClientById(uuid);
        return client == null ? null : client.getClientId();
    }

    private String name(Sponsor sponsor) {
        if (sponsor.type() == Sponsor.Type.USER) {
            UserModel user = session.users().getUserById(realm, sponsor.id());
            return user == null ? sponsor.id() : user.getUsername();
        }
        GroupModel group = session.groups().getGroupById(realm, sponsor.id());
        return group == null ? sponsor.id() : KeycloakModelUtils.buildGroupPath(group);
    }
}
