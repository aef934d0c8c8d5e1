package io.agentidentity.agent.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.AgentSpec;
import io.agentidentity.agent.Risk;
import io.agentidentity.agent.Suspension;
import io.agentidentity.agent.admin.Pages;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.agent.examination.Examination;
import io.agentidentity.agent.lifecycle.AgentLife;
import io.agentidentity.agent.lifecycle.AgentService;
import io.agentidentity.agent.lifecycle.AgentTasks;
import io.agentidentity.agent.lifecycle.AgentTasks.Alive;
import io.agentidentity.agent.lifecycle.AgentTasks.Ended;
import io.agentidentity.agent.risk.AgentRisks;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.audit.read.Reader;
import io.agentidentity.audit.read.RecordReading;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.keycloak.common.util.Time;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;
import org.keycloak.services.ErrorResponse;

/** {@code /admin/realms/{realm}/agents/{id}}. */
public final class AgentResource {

    private static final int DAYS = 14;
    private static final int MOST_DAYS = 90;

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
    public Response replace(String body, @QueryParam("confirmPublicApps") String confirmPublicApps) {
        request.requireManage();
        return update(AdminRequest.parse(body), AdminRequest.flag("confirmPublicApps", confirmPublicApps));
    }

    /** RFC 7396: members that are not sent stay as they are, {@code null} removes one. */
    @PATCH
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Produces(MediaType.APPLICATION_JSON)
    public Response merge(String body, @QueryParam("confirmPublicApps") String confirmPublicApps) {
        request.requireManage();
        JsonNode patch = AdminRequest.parse(body);
        if (!(patch instanceof ObjectNode members)) {
            throw ErrorResponse.error("the body must be an object", Response.Status.BAD_REQUEST);
        }
        boolean publicAppsConfirmed = AdminRequest.flag("confirmPublicApps", confirmPublicApps);
        // Under its lock, so that a patch of another member at the same time is not lost.
        Agent current = new AgentStore(request.session())
                .lock(request.realm().getId(), agent.id())
                .orElseThrow(NotFoundException::new);
        ObjectNode whole = view(current);
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
        ObjectNode members = AdminRequest.members(body, "reason", "until");
        return moved(
                "/suspend",
                () -> life().suspend(
                                agent,
                                Suspension.Cause.ADMIN,
                                reason(members),
                                Members.instant(members, "until", "until")));
    }

    @POST
    @Path("activate")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response activate() {
        request.requireManage();
        return changed("/activate", () -> life().activate(agent, false));
    }

    /** Suspends the agent and ends whatever is live of it, whatever else holds. */
    @POST
    @Path("kill")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response kill(String body) {
        request.requireManage();
        ObjectNode members = AdminRequest.members(body, "reason");
        return moved("/kill", () -> life().kill(agent, Suspension.Cause.ADMIN, reason(members)));
    }

    @POST
    @Path("retire")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response retire(String body) {
        request.requireManage();
        ObjectNode members = AdminRequest.members(body, "reason");
        return moved("/retire", () -> life().retire(agent, reason(members)));
    }

    @POST
    @Path("transfer")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response transfer(String body) {
        request.requireManage();
        ObjectNode members = AdminRequest.members(body, "owner");
        AgentService.HandOver handOver =
                AdminRequest.checked(() -> service().transfer(agent, Members.text(members, "owner", "owner", 255)));
        event(OperationType.ACTION, "/transfer");
        return AdminRequest.json(ended(handOver.ended(), view(handOver.agent())));
    }

    @POST
    @Path("risk")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response risk(String body) {
        request.requireManage();
        JsonNode sent = AdminRequest.parse(body);
        return changed(
                "/risk",
                () -> new AgentRisks(request.session(), request.realm(), request.caller())
                        .signal(agent, Risk.Signal.parse(sent)));
    }

    /** Says that somebody looked at the agent and found it needed and right. */
    @POST
    @Path("review")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response review() {
        request.requireManage();
        return changed("/review", () -> life().reviewed(agent));
    }

    /** What is wrong with the agent, looked at now. */
    @GET
    @Path("posture")
    @Produces(MediaType.APPLICATION_JSON)
    public Response posture() {
        Examination examination =
                new Examination(request.session(), request.realm(), Instant.ofEpochMilli(Time.currentTimeMillis()));
        ArrayNode findings = StrictJson.array(List.of());
        examination.examine(agent).forEach(dated -> findings.add(PostureResource.view(dated)));
        return AdminRequest.json(findings);
    }

    /** What the agent did on each of its last days. */
    @GET
    @Path("activity")
    @Produces(MediaType.APPLICATION_JSON)
    public Response activity(@QueryParam("days") String days) {
        int number = Pages.number("days", days, DAYS);
        if (number < 1 || number > MOST_DAYS) {
            throw AdminRequest.badRequest("days must be a whole number from 1 to " + MOST_DAYS);
        }
        Reader reader = new Reader(request.session(), request.realm(), request.caller());
        return AdminRequest.json(
                new RecordReading(request.session(), request.realm(), reader).activity(agent.id(), number));
    }

    /** What of the agent is live now, and between which agents. */
    @GET
    @Path("live")
    @Produces(MediaType.APPLICATION_JSON)
    public Response live() {
        Alive alive = AgentTasks.of(request.session()).alive(request.realm(), agent);
        ObjectNode answer = StrictJson.object()
                .put("tasks", alive.tasks())
                .put("tokens", alive.tokens())
                .put(
                        "lastTokenExpiresAt",
                        alive.lastTokenExpiresAt().map(Instant::toString).orElse(null));
        between(answer.putArray("handsTo"), alive.handsTo());
        between(answer.putArray("receivesFrom"), alive.receivesFrom());
        return AdminRequest.json(answer);
    }

    private void between(ArrayNode rows, Map<String, Long> tasks) {
        tasks.forEach((other, number) -> {
            ClientModel client = request.realm().getClientById(other);
            rows.addObject()
                    .put("id", other)
                    .put("clientId", client == null ? null : client.getClientId())
                    .put("tasks", number);
        });
    }

    @Path("credential")
    public CredentialResource credential() {
        return new CredentialResource(request, agent);
    }

    @Path("tasks")
    public Object tasks() {
        return AgentTasks.of(request.session()).adminResource(request.realm(), agent, request.auth(), request.events());
    }

    /** For whom the agent may not work. */
    @Path("blocks")
    public Object blocks() {
        return AgentTasks.of(request.session()).adminBlocks(request.realm(), agent, request.auth(), request.events());
    }

    Response update(JsonNode body, boolean publicAppsConfirmed) {
        ObjectNode before = view(agent);
        Agent after = AdminRequest.checked(() -> service().update(agent, AgentSpec.parse(body), publicAppsConfirmed));
        ObjectNode view = view(after);
        request.event(OperationType.UPDATE, "AGENT", "agents/" + agent.id(), view);
        secretIfNew(after, view);
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

    /** A secret that the change brought about is shown once, and in no admin event. */
    private void secretIfNew(Agent after, ObjectNode view) {
        if (after.credential().type() == CredentialType.CLIENT_SECRET
                && !after.credential().equals(agent.credential())) {
            view.withObject("/credential")
                    .put("secret", request.realm().getClientById(agent.id()).getSecret());
        }
    }

    private static String reason(ObjectNode members) {
        return Members.optionalText(members, "reason", "reason", 255);
    }

    private Response moved(String action, Supplier<AgentLife.Moved> move) {
        AgentLife.Moved moved = AdminRequest.checked(move);
        event(OperationType.ACTION, action);
        return AdminRequest.json(ended(moved.ended(), view(moved.agent())));
    }

    private Response changed(String action, Supplier<Agent> change) {
        Agent after = AdminRequest.checked(change);
        event(OperationType.ACTION, action);
        return AdminRequest.json(view(after));
    }

    /** Adds what ended, and when the last token runs out that a verifier of signatures still accepts. */
    static ObjectNode ended(Ended ended, ObjectNode answer) {
        return answer.put("tasksEnded", ended.tasks())
                .put("tokensEnded", ended.tokens())
                .put(
                        "lastTokenExpiresAt",
                        ended.lastTokenExpiresAt().map(Instant::toString).orElse(null));
    }

    private void event(OperationType operation, String action) {
        request.event(operation, "AGENT", "agents/" + agent.id() + action, null);
    }

    private AgentLife life() {
        return new AgentLife(request.session(), request.realm(), request.caller());
    }

    private AgentService service() {
        return new AgentService(request.session(), request.realm(), request.caller());
    }

    private ObjectNode view(Agent shown) {
        return new AgentView(request.session(), request.realm()).of(shown);
    }
}
