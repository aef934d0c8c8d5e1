package io.agentidentity.task.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.guard.ForbiddenCalls;
import io.agentidentity.agent.lifecycle.AgentRoles;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.json.StrictJson;
import io.agentidentity.task.Move;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskId;
import io.agentidentity.task.TaskState;
import io.agentidentity.task.store.TaskList;
import io.agentidentity.task.store.TaskStore;
import io.agentidentity.task.store.UsageStore;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.keycloak.common.util.Time;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** {@code …/agents/tasks} and {@code …/agents/{id}/tasks} of the admin API. */
public final class AdminTasksResource {

    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_PAGE = 1000;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Agent agent;
    private final AdminPermissionEvaluator auth;
    private final AdminEventBuilder events;
    private final TaskStore tasks;
    private final UsageStore usages;

    /** With an agent, only its tasks are there. */
    public AdminTasksResource(
            KeycloakSession session,
            RealmModel realm,
            Agent agent,
            AdminPermissionEvaluator auth,
            AdminEventBuilder events) {
        this.session = session;
        this.realm = realm;
        this.agent = agent;
        this.auth = auth;
        this.events = events;
        this.tasks = new TaskStore(session);
        this.usages = new UsageStore(session);
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response list(
            @QueryParam("agent") String agentParam,
            @QueryParam("principal") String principal,
            @QueryParam("state") String state,
            @QueryParam("first") String first,
            @QueryParam("max") String max) {
        require(AgentRoles.VIEW, AgentRoles.MANAGE);
        List<Task> page = new TaskList(session)
                .page(
                        realm.getId(),
                        new TaskList.Filter(agentId(agentParam), userId(principal), state(state), now()),
                        number("first", first, 0),
                        Math.min(number("max", max, DEFAULT_PAGE), MAX_PAGE));
        TaskView view = new TaskView(realm);
        ArrayNode rows = StrictJson.array(List.of());
        page.forEach(task -> rows.add(shown(view, task)));
        return TaskView.json(rows);
    }

    @GET
    @Path("{taskId}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response read(@PathParam("taskId") String id) {
        require(AgentRoles.VIEW, AgentRoles.MANAGE);
        Task task = TaskId.parse(id)
                .flatMap(taskId -> tasks.find(realm.getId(), taskId))
                .filter(this::shown)
                .orElseThrow(NotFoundException::new);
        return TaskView.json(shown(new TaskView(realm), task));
    }

    /** With what was used of its limits. */
    private ObjectNode shown(TaskView view, Task task) {
        ObjectNode node = view.of(task);
        node.set("used", usages.of(task).toJson());
        return node;
    }

    @POST
    @Path("{taskId}/revoke")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response revoke(@PathParam("taskId") String id, String body) {
        return move(id, Move.REVOKE, "revoke", body);
    }

    @POST
    @Path("{taskId}/suspend")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response suspend(@PathParam("taskId") String id, String body) {
        return move(id, Move.SUSPEND, "suspend", body);
    }

    @POST
    @Path("{taskId}/resume")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response resume(@PathParam("taskId") String id, String body) {
        return move(id, Move.RESUME, "resume", body);
    }

    private Response move(String id, Move move, String action, String body) {
        require(AgentRoles.MANAGE);
        String reason = EndReason.parse(body);
        Task task = TaskId.parse(id)
                .flatMap(taskId -> tasks.lock(realm.getId(), taskId))
                .filter(this::shown)
                .orElseThrow(NotFoundException::new);
        Caller caller = Caller.ofAdmin(
                session,
                AuditLog.issuer(session, auth.adminAuth().getRealm()),
                auth.adminAuth().getUser());
        Response moved = TaskMoves.move(session, realm, task, move, new Ending(Rank.ADMIN, caller, reason));
        events.resource("AGENT_TASK")
                .operation(OperationType.ACTION)
                .resourcePath("agents/tasks/" + task.id() + "/" + action)
                .success();
        return moved;
    }

    private boolean shown(Task task) {
        return agent == null || agent.id().equals(task.agentId());
    }

    private void require(String... roles) {
        if (!auth.hasOneAdminRole(roles)) {
            throw ForbiddenCalls.refused(session, realm, auth);
        }
    }

    private String agentId(String idOrClientId) {
        if (agent != null) {
            return agent.id();
        }
        if (idOrClientId == null
                || new AgentStore(session).find(realm.getId(), idOrClientId).isPresent()) {
            return idOrClientId;
        }
        ClientModel client = realm.getClientByClientId(idOrClientId);
        return client == null ? idOrClientId : client.getId();
    }

    private String userId(String idOrName) {
        UserModel user = idOrName == null ? null : session.users().getUserByUsername(realm, idOrName);
        return user == null ? idOrName : user.getId();
    }

    /** As text, because JAX-RS answers one that is no number with 404. */
    private static int number(String name, String text, int absent) {
        if (text == null) {
            return absent;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the refusal below.
        }
        throw ErrorResponse.error(name + " must be a whole number from 0 on", Response.Status.BAD_REQUEST);
    }

    private static TaskState state(String name) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(TaskState.values())
                .filter(state -> state.wire().equals(name))
                .findFirst()
                .orElseThrow(() -> ErrorResponse.error("state is not a task state", Response.Status.BAD_REQUEST));
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }
}
