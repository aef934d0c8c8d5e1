package io.agentidentity.agent.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.AgentSpec;
import io.agentidentity.agent.lifecycle.AgentService;
import io.agentidentity.agent.lifecycle.AgentTasks;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.keycloak.events.admin.OperationType;
import org.keycloak.services.ErrorResponse;

/** {@code /admin/realms/{realm}/agents/{id}}. */
public final class AgentResource {

    private static final int MAX_REASON = 255;

    private final AdminRequest request;
    private final Agent agent;

    AgentResource(AdminRequest request, Agent agent) {
        this.request = request;
        this.agent = agent;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response read() {
        return AdminRequest.json(view(agent));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response replace(
            String body, @QueryParam("confirmPublicApps") @DefaultValue("false") boolean publicAppsConfirmed) {
        request.requireManage();
        return update(AdminRequest.parse(body), publicAppsConfirmed);
    }

    /** RFC 7396: members that are not sent stay as they are, {@code null} removes one. */
    @PATCH
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Produces(MediaType.APPLICATION_JSON)
    public Response merge(
            String body, @QueryParam("confirmPublicApps") @DefaultValue("false") boolean publicAppsConfirmed) {
        request.requireManage();
        JsonNode patch = AdminRequest.parse(body);
        if (!(patch instanceof ObjectNode members)) {
            throw ErrorResponse.error("the body must be an object", Response.Status.BAD_REQUEST);
        }
        ObjectNode whole = view(agent);
        whole.remove("credential");
        whole.remove("version");
        return update(merged(whole, members), publicAppsConfirmed);
    }

    @DELETE
    public Response delete() {
        request.requireManage();
        service().delete(agent);
        event(OperationType.DELETE, "");
        return Response.noContent().build();
    }

    @POST
    @Path("suspend")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response suspend(String body) {
        request.requireManage();
        AgentService.Suspension suspension = service().suspend(agent, reason(body));
        event(OperationType.ACTION, "/suspend");
        return AdminRequest.json(view(suspension.agent()).put("tasksEnded", suspension.tasksEnded()));
    }

    @POST
    @Path("activate")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response activate() {
        request.requireManage();
        Agent active = AdminRequest.checked(() -> service().activate(agent));
        event(OperationType.ACTION, "/activate");
        return AdminRequest.json(view(active));
    }

    @Path("tasks")
    public Object tasks() {
        return AgentTasks.of(request.session()).adminResource(request.realm(), agent, request.auth(), request.events());
    }

    private Response update(JsonNode body, boolean publicAppsConfirmed) {
        ObjectNode before = view(agent);
        Agent after = AdminRequest.checked(() -> service().update(agent, AgentSpec.parse(body), publicAppsConfirmed));
        ObjectNode view = view(after);
        request.events()
                .resource("AGENT")
                .operation(OperationType.UPDATE)
                .resourcePath("agents/" + agent.id())
                .representation(view.deepCopy())
                .success();
        for (String member : AgentSpec.READ_ONLY) {
            if (body.has(member) && !body.get(member).equals(before.get(member))) {
                view.withArray("/ignored").add(member);
            }
        }
        return AdminRequest.json(view);
    }

    private static ObjectNode merged(ObjectNode target, ObjectNode patch) {
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            JsonNode value = member.getValue();
            JsonNode current = target.get(member.getKey());
            if (value.isNull()) {
                target.remove(member.getKey());
            } else if (value instanceof ObjectNode inner
                    && current instanceof ObjectNode old
                    && !"owner".equals(member.getKey())) {
                target.set(member.getKey(), merged(old, inner));
            } else {
                target.set(member.getKey(), value);
            }
        }
        return target;
    }

    private static String reason(String body) {
        if (body == null || body.isBlank()) {
            return null;
        }
        JsonNode reason = AdminRequest.parse(body).path("reason");
        if (reason.isMissingNode() || reason.isNull()) {
            return null;
        }
        if (!reason.isTextual() || reason.textValue().length() > MAX_REASON) {
            throw ErrorResponse.error(
                    "reason must be a string of at most " + MAX_REASON + " characters", Response.Status.BAD_REQUEST);
        }
        return reason.textValue();
    }

    private void event(OperationType operation, String action) {
        request.events()
                .resource("AGENT")
                .operation(operation)
                .resourcePath("agents/" + agent.id() + action)
                .success();
    }

    private AgentService service() {
        return new AgentService(request.session(), request.realm(), request.caller());
    }

    private ObjectNode view(Agent shown) {
        return new AgentView(request.session(), request.realm()).of(shown);
    }
}
