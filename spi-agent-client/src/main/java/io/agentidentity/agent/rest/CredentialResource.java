package io.agentidentity.agent.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.client.ClientCredential;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.agent.credential.JsonWebKeys;
import io.agentidentity.agent.lifecycle.AgentCredentials;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;

/** {@code …/agents/{id}/credential}: the keys that an agent holds, and their replacement. */
public final class CredentialResource {

    private static final int MAX_OVERLAP = 10 * 365 * 24 * 60 * 60;

    private final AdminRequest request;
    private final Agent agent;

    CredentialResource(AdminRequest request, Agent agent) {
        this.request = request;
        this.agent = agent;
    }

    /** The public part of the credential, with each key's age and end. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response read() {
        return AdminRequest.json(view(agent));
    }

    /** Adds a key and lets the others run out after an overlap, or makes a new secret. */
    @POST
    @Path("rotate")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response rotate(String body) {
        request.requireManage();
        ObjectNode members = AdminRequest.members(body, "jwk", "overlapSeconds");
        Agent after = AdminRequest.checked(() -> {
            Optional<JsonNode> jwk = Optional.ofNullable(members.get("jwk"))
                    .filter(node -> !node.isNull())
                    .map(JsonWebKeys::one);
            return credentials()
                    .rotate(
                            agent,
                            jwk,
                            Members.whole(members, "overlapSeconds", "overlapSeconds", MAX_OVERLAP)
                                    .map(Duration::ofSeconds));
        });
        event(OperationType.ACTION, "/rotate");
        ObjectNode view = view(after);
        if (after.credential().type() == CredentialType.CLIENT_SECRET) {
            view.put("secret", request.realm().getClientById(agent.id()).getSecret());
        }
        return AdminRequest.json(view);
    }

    /** Takes a key away at once. */
    @DELETE
    @Path("keys/{kid:.+}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response remove(@PathParam("kid") String kid) {
        request.requireManage();
        Agent after =
                AdminRequest.checked(() -> credentials().remove(agent, kid)).orElseThrow(NotFoundException::new);
        event(OperationType.DELETE, "/keys/" + kid);
        return AdminRequest.json(view(after));
    }

    private ObjectNode view(Agent shown) {
        ClientModel client = request.realm().getClientById(shown.id());
        ObjectNode node = client == null ? StrictJson.object() : ClientCredential.describe(shown, client);
        node.set("keys", credentials().describe(shown));
        return node;
    }

    private void event(OperationType operation, String below) {
        request.event(operation, "AGENT", "agents/" + agent.id() + "/credential" + below, null);
    }

    private AgentCredentials credentials() {
        return new AgentCredentials(
                request.session(), request.realm(), request.caller(), Instant.ofEpochMilli(Time.currentTimeMillis()));
    }
}
