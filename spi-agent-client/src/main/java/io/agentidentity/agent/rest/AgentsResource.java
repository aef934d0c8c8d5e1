package io.agentidentity.agent.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.AgentSpec;
import io.agentidentity.agent.adopt.Adoption;
import io.agentidentity.agent.adopt.Adoption.Adopted;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.agent.declared.DeclaredStore;
import io.agentidentity.agent.lifecycle.AgentLife.Moved;
import io.agentidentity.agent.lifecycle.AgentService;
import io.agentidentity.agent.lifecycle.AgentTasks;
import io.agentidentity.agent.lifecycle.AgentTasks.Ended;
import io.agentidentity.agent.openapi.OpenApiResource;
import io.agentidentity.agent.owner.People;
import io.agentidentity.agent.realm.RealmService;
import io.agentidentity.agent.store.AgentList;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;
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
    public Response list(@BeanParam ListParameters parameters) {
        request.requireView();
        int first = AdminRequest.first(parameters.first);
        int max = AdminRequest.max(parameters.max);
        if (parameters.declared()) {
            return AdminRequest.json(declared(parameters, first, max));
        }
        List<Agent> page = AdminRequest.checked(() -> new AgentList(request.session())
                .page(
                        request.realm().getId(),
                        parameters.filter(request.session(), request.realm()),
                        parameters.sort(),
                        parameters.descending(),
                        first,
                        max));
        return AdminRequest.json(view().of(page));
    }

    private ArrayNode declared(ListParameters parameters, int first, int max) {
        ArrayNode rows = StrictJson.array(List.of());
        new DeclaredStore(request.session())
                .list(request.realm().getId(), AdminRequest.checked(parameters::declaredSearch), first, max)
                .forEach(declared -> rows.addObject()
                        .put("id", declared.id())
                        .put("clientId", declared.clientId())
                        .put("status", ListParameters.DECLARED)
                        .put("statusReason", "the client says it is an agent; adopt it to make it one")
                        .put("createdAt", declared.seenAt().toString()));
        return rows;
    }

    @GET
    @Path("count")
    @Produces(MediaType.APPLICATION_JSON)
    public Response count(@BeanParam ListParameters parameters) {
        request.requireView();
        String realm = request.realm().getId();
        long count = parameters.declared()
                ? parameters.counted(new DeclaredStore(request.session())
                        .count(realm, AdminRequest.checked(parameters::declaredSearch)))
                : AdminRequest.checked(() -> new AgentList(request.session())
                        .count(realm, parameters.filter(request.session(), request.realm()), parameters.most()));
        return Response.ok(Long.toString(count), MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response create(String body, @QueryParam("confirmPublicApps") String confirmPublicApps) {
        request.requireManage();
        return created(AdminRequest.parse(body), AdminRequest.flag("confirmPublicApps", confirmPublicApps));
    }

    private Response created(JsonNode body, boolean publicAppsConfirmed) {
        Agent agent = AdminRequest.checked(() -> service().create(AgentSpec.parse(body), publicAppsConfirmed));
        ObjectNode view = view().of(agent);
        request.event(OperationType.CREATE, "AGENT", "agents/" + agent.id(), view);
        URI location = request.session()
                .getContext()
                .getUri()
                .getBaseUriBuilder()
                .path("admin/realms/" + request.realm().getName() + "/agents/" + agent.id())
                .build();
        return Response.created(location)
                .entity(StrictJson.write(withSecret(agent, view)))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    /** A secret is shown once, to whoever just brought it about; no admin event holds it. */
    private ObjectNode withSecret(Agent agent, ObjectNode view) {
        if (agent.credential().type() == CredentialType.CLIENT_SECRET) {
            ClientModel client = request.realm().getClientById(agent.id());
            view.withObject("/credential").put("secret", client.getSecret());
        }
        return view;
    }

    /** Creates the agent with this client id, or replaces what may be changed of it. */
    @PUT
    @Path("by-client-id/{clientId:.+}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response put(
            @PathParam("clientId") String clientId,
            String body,
            @QueryParam("confirmPublicApps") String confirmPublicApps) {
        request.requireManage();
        boolean publicAppsConfirmed = AdminRequest.flag("confirmPublicApps", confirmPublicApps);
        ObjectNode record = AdminRequest.checked(() -> object(AdminRequest.parse(body)));
        if (!record.has("clientId")) {
            record.put("clientId", clientId);
        }
        if (!clientId.equals(record.path("clientId").textValue())) {
            throw AdminRequest.badRequest("clientId of the body differs from the one in the path");
        }
        ClientModel client = request.realm().getClientByClientId(clientId);
        if (client == null) {
            record.remove("version");
            return created(record, publicAppsConfirmed);
        }
        Agent agent = AdminRequest.checked(() -> service().named(client));
        return new AgentResource(request, agent).update(record, publicAppsConfirmed);
    }

    private static ObjectNode object(JsonNode body) {
        if (body instanceof ObjectNode object) {
            return object;
        }
        throw new InvalidInput("the body must be an object");
    }

    @POST
    @Path("adopt")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response adopt(
            String body,
            @QueryParam("dryRun") String dryRun,
            @QueryParam("confirmPublicApps") String confirmPublicApps) {
        request.requireManage();
        boolean dry = AdminRequest.flag("dryRun", dryRun);
        boolean publicAppsConfirmed = AdminRequest.flag("confirmPublicApps", confirmPublicApps);
        Adopted adopted = AdminRequest.checked(
                () -> new Adoption(request.session(), request.realm(), request.caller(), request::mayManage)
                        .adopt(AdminRequest.parse(body), publicAppsConfirmed));
        ObjectNode view = view().of(adopted.agent());
        ObjectNode answer = StrictJson.object().put("dryRun", dry);
        answer.set("changes", adopted.changes());
        if (dry) {
            request.rollBack();
        } else {
            request.event(
                    OperationType.CREATE, "AGENT", "agents/" + adopted.agent().id(), view);
            withSecret(adopted.agent(), view);
        }
        answer.set("agent", view);
        return AdminRequest.json(answer);
    }

    /** Suspends every agent of an owner and ends their tasks. */
    @POST
    @Path("kill")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response kill(@QueryParam("owner") String owner, String body) {
        request.requireManage();
        if (owner == null || owner.isBlank()) {
            throw AdminRequest.badRequest("owner is required: the id or username whose agents are killed");
        }
        ObjectNode members = AdminRequest.members(body, "reason");
        String reason = AdminRequest.checked(() -> Members.optionalText(members, "reason", "reason", 255));
        String ownerId = AdminRequest.checked(() -> new People(request.session(), request.realm()).ownerId(owner))
                .orElseThrow(() -> ErrorResponse.error(
                        "there is no owner " + owner + ", so nothing was killed", Response.Status.NOT_FOUND));
        List<Moved> killed =
                new RealmService(request.session(), request.realm(), request.caller()).kill(ownerId, reason);
        Ended all = killed.stream().map(Moved::ended).reduce(Ended.NOTHING, Ended::and);
        ObjectNode answer = AgentResource.ended(all, StrictJson.object());
        ArrayNode ids = answer.putArray("agents");
        killed.forEach(moved -> {
            ids.addObject()
                    .put("id", moved.agent().id())
                    .put("clientId", moved.agent().clientId());
            request.event(
                    OperationType.ACTION, "AGENT", "agents/" + moved.agent().id() + "/kill", null);
        });
        return AdminRequest.json(answer);
    }

    @Path("tasks")
    public Object tasks() {
        return AgentTasks.of(request.session()).adminResource(request.realm(), null, request.auth(), request.events());
    }

    @Path("policy")
    public Object policy() {
        return AgentTasks.of(request.session()).policyResource(request.realm(), request.auth(), request.events());
    }

    @Path("audit")
    public AuditResource audit() {
        return new AuditResource(request);
    }

    @Path("resources")
    public ResourcesResource resources() {
        return new ResourcesResource(request);
    }

    @Path("posture")
    public PostureResource posture() {
        return new PostureResource(request);
    }

    @Path("settings")
    public SettingsResource settings() {
        return new SettingsResource(request);
    }

    @Path("emergency-stop")
    public EmergencyStopResource emergencyStop() {
        return new EmergencyStopResource(request);
    }

    @Path("export")
    public ExportResource export() {
        return new ExportResource(request);
    }

    @Path("import")
    public ImportResource imports() {
        return new ImportResource(request);
    }

    @Path("openapi")
    public OpenApiResource openApi() {
        request.requireView();
        return new OpenApiResource();
    }

    @Path("{id}")
    public AgentResource agent(@PathParam("id") String id) {
        request.requireView();
        Agent agent = agents.find(request.realm().getId(), id).orElseThrow(NotFoundException::new);
        return new AgentResource(request, agent);
    }

    private AgentService service() {
        return new AgentService(request.session(), request.realm(), request.caller());
    }

    private AgentView view() {
        return new AgentView(request.session(), request.realm());
    }
}
