package io.agentidentity.agent.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Standing;
import io.agentidentity.agent.AgentJson;
import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.agent.lifecycle.AgentClients;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** An agent as the admin API shows it. */
final class AgentView {

    private final KeycloakSession session;
    private final RealmModel realm;

    AgentView(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    ObjectNode of(Agent agent) {
        ObjectNode node = AgentJson.write(agent);
        Standing standing = new AgentGate(session, realm).standing(agent);
        if (standing == Standing.EXPIRED) {
            node.put("status", "expired");
        } else if (standing == Standing.ORPHANED) {
            node.put("status", "orphaned");
        }
        ObjectNode owner = node.putObject("owner").put("id", agent.ownerId());
        UserModel user = session.users().getUserById(realm, agent.ownerId());
        owner.put("username", user == null ? null : user.getUsername());
        ClientModel client = realm.getClientById(agent.id());
        if (client != null) {
            node.set("credential", AgentClients.describe(agent, client));
        }
        return node;
    }
}
