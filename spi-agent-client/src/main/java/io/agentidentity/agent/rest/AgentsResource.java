package io.agentidentity.agent.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.AgentSpec;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.CredentialType;
import io.agentidentity.agent.lifecycle.AgentService;
import io.agentidentity.agent.lifecycle.AgentTasks;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.ErrorResponse;

/** {@code /admin/realms/{realm}/agents}. */
public final class AgentsResource {

    private final AdminRequest request;
    private final AgentStore agents;

    AgentsResource(AdminRequest request) {
        this.request = request;
        this.agents = new AgentStore(request.session());
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response list(
            @QueryParam("search") String search,
            @QueryParam("owner") String owner,
            @QueryParam("status") String status,
            @QueryParam("first") Integer first,
            @QueryParam("max") Integer max) {
        request.requireView();
        List<Agent> page = agents.list(
                request.realm().getId(),
                filter(search, owner, status),
                AdminRequest.first(first),
                AdminRequest.max(max));
        AgentView view = new AgentView(request.session(), request.realm());
        ArrayNode rows = StrictJson.array(List.of());
        page.forEach(agent -> rows.add(view.of(agent)));
        return AdminRequest.json(rows);
    }

    @GET
    @Path("count")
    @Produces(MediaType.APPLICATION_JSON)
    public Response count(
            @QueryParam("search") String search,
            @QueryParam("owner") String owner,
            @QueryParam("status") String status) {
        request.requireView();
        long count = agents.count(request.realm().getId(), filter(search, owner, status));
        return Response.ok(Long.toString(count), MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response create(
            String body, @QueryParam("confirmPublicApps") @DefaultValue("false") boolean publicAppsConfirmed) {
        request.requireManage();
        Agent agent = AdminRequest.checked(() -> new AgentService(request.session(), request.realm(), request.caller())
                .create(AgentSpec.parse(AdminRequest.parse(body)), publicAppsConfirmed));
        ObjectNode view = new AgentView(request.session(), request.realm()).of(agent);
        URI location = request.session()
                .getContext()
                .getUri()
                .getAbsolutePathBuilder()
                .path(agent.id())
                .build();
        request.events()
                .resource("AGENT")
                .operation(OperationType.CREATE)
                .resourcePath("agents/" + agent.id())
                .representation(view.deepCopy())
                .success();
        if (agent.credentialType() == CredentialType.CLIENT_SECRET) {
            // Shown this once, to whoever just created the agent; the admin event above does not hold it.
            ClientModel client = request.realm().getClientById(agent.id());
            view.withObject("/credential").put("secret", client.getSecret());
        }
        return Response.created(location)
                .entity(StrictJson.write(view))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    @Path("tasks")
    public Object tasks() {
        return AgentTasks.of(request.session()).adminResource(request.realm(), null, request.auth(), request.events());
    }

    @Path("audit")
    public AuditResource audit() {
        return new AuditResource(request);
    }

    @Path("resources")
    public ResourcesResource resources() {
        return new ResourcesResource(request);
    }

    @Path("{id}")
    public AgentResource agent(@PathParam("id") String id) {
        request.requireView();
        Agent agent = agents.find(request.realm().getId(), id).orElseThrow(NotFoundException::new);
        return new AgentResource(request, agent);
    }

    private AgentStore.Filter filter(String search, String owner, String status) {
        String ownerId = owner;
        if (owner != null) {
            UserModel user = request.session().users().getUserByUsername(request.realm(), owner);
            ownerId = user == null ? owner : user.getId();
        }
        return new AgentStore.Filter(
                search == null || search.isBlank() ? null : search.strip(), ownerId, status(status));
    }

    private static AgentStatus status(String name) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(AgentStatus.values())
                .filter(status -> status.wire().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> ErrorResponse.error("status must be active or suspended", Response.Status.BAD_REQUEST));
    }
}
