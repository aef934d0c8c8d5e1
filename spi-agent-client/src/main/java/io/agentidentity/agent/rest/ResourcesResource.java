package io.agentidentity.agent.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.InvalidAgent;
import io.agentidentity.agent.ResourceUri;
import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.agent.store.ResourceStore;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditType;
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
import java.util.ArrayList;
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
    public Response list(@QueryParam("first") Integer first, @QueryParam("max") Integer max) {
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
        ResourceUri resource = AdminRequest.checked(() -> parse(AdminRequest.parse(body)));
        boolean created = resources.put(request.realm().getId(), resource);
        changed(created ? OperationType.CREATE : OperationType.UPDATE, resource.uri());
        return Response.status(created ? Response.Status.CREATED : Response.Status.OK)
                .entity(StrictJson.write(view(resource)))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    @DELETE
    public Response delete(@QueryParam("uri") String uri) {
        request.requireManage();
        if (uri == null || !resources.delete(request.realm().getId(), uri)) {
            throw new NotFoundException();
        }
        changed(OperationType.DELETE, uri);
        return Response.noContent().build();
    }

    private void changed(OperationType operation, String uri) {
        new AuditLog(request.session())
                .append(
                        request.realm(),
                        request.caller().record(AuditType.RESOURCE_CHANGED).action(operation.name(), uri));
        request.events()
                .resource("AGENT_RESOURCE")
                .operation(operation)
                .resourcePath("agents/resources")
                .detail("uri", uri)
                .success();
    }

    private ResourceUri parse(JsonNode body) {
        if (!body.isObject()) {
            throw new InvalidAgent("the body must be an object with uri, clientId and gateways");
        }
        body.fieldNames().forEachRemaining(name -> {
            if (!List.of("uri", "clientId", "gateways").contains(name)) {
                throw new InvalidAgent("the body has uri, clientId and gateways only");
            }
        });
        List<String> gateways = new ArrayList<>();
        JsonNode named = body.path("gateways");
        if (!named.isMissingNode() && !named.isNull() && !named.isArray()) {
            throw new InvalidAgent("gateways must be a list of client ids");
        }
        named.forEach(gateway -> gateways.add(server(gateway, "gateways").getId()));
        return new ResourceUri(
                ResourceUri.checked(body.path("uri").textValue()),
                server(body.path("clientId"), "clientId").getId(),
                List.copyOf(gateways));
    }

    private ClientModel server(JsonNode clientId, String member) {
        ClientModel client = clientId.isTextual() ? request.realm().getClientByClientId(clientId.textValue()) : null;
        boolean agent =
                new AgentGate(request.session(), request.realm()).agent(client).isPresent();
        if (client == null || agent) {
            throw new InvalidAgent(member + " must name a client of this realm that is no agent");
        }
        return client;
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
