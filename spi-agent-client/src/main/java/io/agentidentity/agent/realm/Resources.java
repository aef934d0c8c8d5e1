package io.agentidentity.agent.realm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.ResourceUri;
import io.agentidentity.agent.client.AgentClients;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.ResourceStore;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditType;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** What administrators say about resource URIs (RFC 8707): which client each belongs to, and who guards it. */
public final class Resources {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Caller caller;
    private final ResourceStore store;

    public Resources(KeycloakSession session, RealmModel realm, Caller caller) {
        this.session = session;
        this.realm = realm;
        this.caller = caller;
        this.store = new ResourceStore(session);
    }

    /** What a change did. */
    public enum Outcome {
        CREATED,
        CHANGED,
        UNCHANGED
    }

    /**
     * Parses {@code {"uri","clientId","gateways"}}.
     *
     * @throws InvalidInput if a rule is broken, or a client is none of this realm or an agent
     */
    public ResourceUri parse(JsonNode body) {
        ObjectNode object = Members.object(body, "the body", Set.of("uri", "clientId", "gateways"));
        List<String> gateways = new ArrayList<>();
        Optional.ofNullable(Members.list(object, "gateways", "gateways"))
                .ifPresent(names -> names.forEach(
                        name -> gateways.add(server(name, "gateways").getId())));
        return new ResourceUri(
                ResourceUri.checked(object.path("uri").textValue()),
                server(Members.text(object, "clientId", "clientId", 255), "clientId")
                        .getId(),
                List.copyOf(gateways));
    }

    public Outcome put(ResourceUri resource) {
        if (store.find(realm.getId(), resource.uri()).equals(Optional.of(resource))) {
            return Outcome.UNCHANGED;
        }
        boolean created = store.put(realm.getId(), resource);
        record(created ? "CREATE" : "UPDATE", resource.uri());
        return created ? Outcome.CREATED : Outcome.CHANGED;
    }

    /** Removes a URI; answers whether it was there. */
    public boolean delete(String uri) {
        boolean there = uri != null && store.delete(realm.getId(), uri);
        if (there) {
            record("DELETE", uri);
        }
        return there;
    }

    private void record(String operation, String uri) {
        new AuditLog(session)
                .append(realm, caller.record(AuditType.RESOURCE_CHANGED).action(operation, uri));
    }

    private ClientModel server(String clientId, String member) {
        ClientModel client = realm.getClientByClientId(clientId);
        boolean agent = client != null
                && client.getAttribute(AgentClients.MARKER) != null
                && new AgentStore(session).find(realm.getId(), client.getId()).isPresent();
        if (client == null || agent) {
            throw new InvalidInput(member + " must name a client of this realm that is no agent");
        }
        return client;
    }
}
