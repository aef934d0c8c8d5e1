package io.agentidentity.agent.declared;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.json.StrictJson;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;

/**
 * What clients say about being agents, in attributes that start with {@code agent.}. Anybody who may write a client may write
 * them, so they make nothing an agent: they are shown, and they fill in what an administrator who adopts the client leaves open.
 */
public final class Declarations {

    private static final String PREFIX = "agent.";
    private static final String NEW = Declarations.class.getName() + " ";
    private static final Map<String, String> TEXTS = Map.of(
            "agent.owner", "/owner",
            "agent.purpose", "/purpose",
            "agent.environment", "/environment",
            "agent.expires_at", "/expiresAt",
            "agent.rule", "/delegation/rule",
            "agent.group", "/delegation/group",
            "agent.role", "/delegation/role");
    private static final Map<String, String> LISTS = Map.of(
            "agent.apps", "/delegation/apps",
            "agent.scopes", "/ceiling/scopes",
            "agent.targets", "/ceiling/targets",
            "agent.roles", "/ceiling/roles",
            "agent.actions", "/ceiling/actions",
            "agent.delegates", "/ceiling/delegates");

    private final KeycloakSession session;

    public Declarations(KeycloakSession session) {
        this.session = session;
    }

    /** Notes whether a client that was written just now says that it is an agent. */
    public void see(ClientModel client) {
        boolean says = OIDCLoginProtocol.LOGIN_PROTOCOL.equals(client.getProtocol())
                && client.getAttributes().keySet().stream().anyMatch(name -> name.startsWith(PREFIX));
        DeclaredStore store = new DeclaredStore(session);
        String realmId = client.getRealm().getId();
        if (says && new AgentStore(session).find(realmId, client.getId()).isEmpty()) {
            Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
            if (store.put(realmId, client.getId(), client.getClientId(), now)) {
                session.setAttribute(NEW + client.getId(), true);
            }
        } else {
            store.delete(client.getId());
        }
    }

    /**
     * Whether a client says only since this request that it is an agent, so that whoever makes the request says so. What was there
     * before may have been somebody else's word.
     */
    public boolean isNew(String clientUuid) {
        return session.getAttribute(NEW + clientUuid) != null;
    }

    /** The record that a client's own settings and attributes amount to. Lists are separated by spaces. */
    public static ObjectNode record(ClientModel client) {
        ObjectNode node = StrictJson.object().put("clientId", client.getClientId());
        if (client.getName() != null && !client.getName().isBlank()) {
            node.put("name", client.getName());
        }
        if (client.getDescription() != null) {
            node.put("description", client.getDescription());
        }
        TEXTS.forEach((attribute, path) -> {
            String value = client.getAttribute(attribute);
            if (value != null) {
                parent(node, path).put(last(path), value);
            }
        });
        LISTS.forEach((attribute, path) -> {
            String value = client.getAttribute(attribute);
            if (value != null) {
                List<String> items = Arrays.stream(value.trim().split("\\s+"))
                        .filter(item -> !item.isEmpty())
                        .toList();
                parent(node, path).set(last(path), StrictJson.array(items));
            }
        });
        return node;
    }

    private static ObjectNode parent(ObjectNode node, String path) {
        int slash = path.lastIndexOf('/');
        return slash == 0 ? node : node.withObject(path.substring(0, slash));
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
