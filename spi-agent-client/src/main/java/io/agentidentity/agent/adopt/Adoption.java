package io.agentidentity.agent.adopt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.AgentSpec;
import io.agentidentity.agent.client.ClientSettings;
import io.agentidentity.agent.declared.Declarations;
import io.agentidentity.agent.lifecycle.AgentConflict;
import io.agentidentity.agent.lifecycle.AgentService;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.lifecycle.References;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.ResourceStore;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.keycloak.authorization.AuthorizationProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;

/** Makes an agent of a client that exists, and tells what that changes about the client. */
public final class Adoption {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Caller caller;
    private final Predicate<ClientModel> managed;

    /** @param managed whether the caller may manage a client */
    public Adoption(KeycloakSession session, RealmModel realm, Caller caller, Predicate<ClientModel> managed) {
        this.session = session;
        this.realm = realm;
        this.caller = caller;
        this.managed = managed;
    }

    /**
     * Adopts a client. What the body leaves open is taken from the client.
     *
     * @param body a record of an agent, with at least {@code clientId}
     * @throws InvalidInput if a rule is broken
     * @throws AgentConflict if the client is an agent already, or a server that others name
     * @throws NotTheirs if the caller may not manage the client, which adopting changes throughout
     */
    public Adopted adopt(JsonNode body, boolean publicAppsConfirmed) {
        ClientModel client = client(body);
        ObjectNode record = Declarations.record(client);
        if (!record.has("ceiling") || !record.get("ceiling").has("scopes")) {
            record.withObject("/ceiling").set("scopes", StrictJson.array(scopes(client)));
        }
        AgentSpec spec = AgentSpec.parse(merged(record, (ObjectNode) body));
        ClientSettings before = ClientSettings.of(session, client);
        Agent agent = new AgentService(session, realm, caller).adopt(client, spec, publicAppsConfirmed);
        return new Adopted(agent, before.changesTo(ClientSettings.of(session, client)));
    }

    private ClientModel client(JsonNode body) {
        JsonNode clientId = body.path("clientId");
        if (!body.isObject() || !clientId.isTextual()) {
            throw new InvalidInput("clientId is required: the client that becomes an agent");
        }
        ClientModel client = realm.getClientByClientId(clientId.textValue());
        if (client == null || !OIDCLoginProtocol.LOGIN_PROTOCOL.equals(client.getProtocol())) {
            throw new InvalidInput("clientId: the realm has no OIDC client " + clientId.textValue());
        }
        if (new AgentStore(session).find(realm.getId(), client.getId()).isPresent()) {
            throw new AgentConflict(clientId.textValue() + " is an agent already");
        }
        if (new References(session, realm).isBuiltIn(client)) {
            throw new InvalidInput("clientId: Keycloak's own clients cannot become agents");
        }
        if (!managed.test(client)) {
            throw new NotTheirs();
        }
        requireServiceAccount(client);
        return client;
    }

    /** Anything else has logins or servers that would stop. */
    private void requireServiceAccount(ClientModel client) {
        String name = client.getClientId();
        if (client.isPublicClient() || client.isBearerOnly() || !client.isServiceAccountsEnabled()) {
            throw new InvalidInput("clientId: " + name + " is not a confidential client with a service account");
        }
        if (new ResourceStore(session).names(realm.getId(), client.getId())) {
            throw new AgentConflict(name + " has a resource URI or is a gateway of one, which an agent never is;"
                    + " remove it there first (agents/resources)");
        }
        AuthorizationProvider authorization = session.getProvider(AuthorizationProvider.class);
        if (authorization != null
                && authorization.getStoreFactory().getResourceServerStore().findByClient(client) != null) {
            throw new AgentConflict(
                    name + " has authorization services, which an agent never has; switch them off first");
        }
    }

    private static List<String> scopes(ClientModel client) {
        return client.getClientScopes(false).keySet().stream()
                .filter(scope -> !"offline_access".equals(scope))
                .sorted()
                .toList();
    }

    private static ObjectNode merged(ObjectNode record, ObjectNode body) {
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            if (member.getValue() instanceof ObjectNode inner
                    && record.get(member.getKey()) instanceof ObjectNode outer) {
                merged(outer, inner);
            } else {
                record.set(member.getKey(), member.getValue());
            }
        }
        return record;
    }

    /** The caller may not manage the client. */
    public static final class NotTheirs extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private NotTheirs() {
            super("adopting a client takes the right to manage that client too, such as the role manage-clients");
        }
    }

    /**
     * An adopted client.
     *
     * @param changes what is different about the client: a list of {@code {"setting","from","to"}}
     */
    public record Adopted(Agent agent, ArrayNode changes) {}
}
