package io.agentidentity.agent.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.ResourceUri;
import io.agentidentity.agent.realm.Resources;
import io.agentidentity.agent.store.ResourceStore;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;

/** {@code /admin/realms/{realm}/agents/resources}: which resource server a resource URI (RFC 8707) belongs to. */
public final class ResourcesResource {

    private final AdminRequest request;
    private final ResourceStore resources;

    ResourcesResource(AdminRequest request) {
        this.request = request;
        this.resources = new ResourceStore(request.session());
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response list(@QueryParam("first") String first, @QueryParam("max") String max) {
        request.requireView();
        ArrayNode rows = StrictJson.array(List.of());
        resources
                .list(request.realm().getId(), AdminRequest.first(first), AdminRequest.max(max))
                .forEach(resource -> rows.add(view(resource)));
        return AdminRequest.json(rows);
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response put(String body) {
        request.requireManage();
        JsonNode sent = AdminRequest.parse(body);
        Resources service = service();
        ResourceUri resource = AdminRequest.checked(() -> service.parse(sent));
        Resources.Outcome outcome = service.put(resource);
        boolean created = outcome == Resources.Outcome.CREATED;
        if (outcome != Resources.Outcome.UNCHANGED) {
            changed(created ? OperationType.CREATE : OperationType.UPDATE, resource.uri());
        }
        return Response.status(created ? Response.Status.CREATED : Response.Status.OK)
                .entity(StrictJson.write(view(resource)))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    @DELETE
    public Response delete(@QueryParam("uri") String uri) {
        request.requireManage();
        if (uri == null || uri.isBlank()) {
            throw AdminRequest.badRequest("uri is required");
        }
        if (!service().delete(uri)) {
            throw new NotFoundException();
        }
        changed(OperationType.DELETE, uri);
        return Response.noContent().build();
    }

    private void changed(OperationType operation, String uri) {
        request.events()
                .resource("AGENT_RESOURCE")
                .operation(operation)
                .resourcePath("agents/resources")
                .detail("uri", uri)
                .success();
    }

    private Resources service() {
        return new Resources(request.session(), request.realm(), request.caller());
    }

    private ObjectNode view(ResourceUri resource) {
        ObjectNode node = StrictJson.object().put("uri", resource.uri());
        node.put("clientId", clientId(resource.clientUuid()));
        ArrayNode gateways = node.putArray("gateways");
        resource.gateways().forEach(gateway -> gateways.add(clientId(gateway)));
        return node;
    }

    private String clientId(String uuid) {
        ClientModel client = request.realm().getClientById(uuid);
        return client == null ? null : client.getClientId();
    }
}
