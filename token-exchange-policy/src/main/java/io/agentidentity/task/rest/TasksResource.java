package io.agentidentity.task.rest;

import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.task.Move;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskId;
import io.agentidentity.task.store.TaskStore;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** {@code /realms/{realm}/agents/tasks}. An id that is unknown and one that is somebody else's get the same answer. */
public final class TasksResource {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final TaskStore tasks;

    TasksResource(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.tasks = new TaskStore(session);
    }

    @GET
    @Path("{taskId}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response read(@PathParam("taskId") String id) {
        TaskCaller caller = TaskCaller.authenticate(session, realm);
        require(caller.mayRead());
        Task task = own(TaskId.parse(id).flatMap(taskId -> tasks.find(realm.getId(), taskId)), caller);
        return TaskView.json(new TaskView(realm).of(task));
    }

    /** The agent says that the task is done. */
    @POST
    @Path("{taskId}/complete")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response complete(@PathParam("taskId") String id) {
        return move(id, Move.COMPLETE, null);
    }

    /** The agent, the person it acts for, the agent's owner or a sponsor ends the task. */
    @POST
    @Path("{taskId}/revoke")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response revoke(@PathParam("taskId") String id, String body) {
        return move(id, Move.REVOKE, body);
    }

    /** The same people stop it for a while; what was issued so far is dead for good. */
    @POST
    @Path("{taskId}/suspend")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response suspend(@PathParam("taskId") String id, String body) {
        return move(id, Move.SUSPEND, body);
    }

    /** A person of at least the rank that suspended it lets it go on. */
    @POST
    @Path("{taskId}/resume")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response resume(@PathParam("taskId") String id, String body) {
        return move(id, Move.RESUME, body);
    }

    private Response move(String id, Move move, String body) {
        TaskCaller caller = TaskCaller.authenticate(session, realm);
        require(caller.mayManage());
        Task task = locked(id, caller);
        Rank rank = rank(task, caller);
        require(move.allowedTo(rank, task.suspendedBy()));
        if (move == Move.RESUME) {
            caller.requireFirstHand(task, session);
        }
        return TaskMoves.move(session, realm, task, move, new Ending(rank, caller.who(), EndReason.parse(body)));
    }

    private Task locked(String id, TaskCaller caller) {
        return own(TaskId.parse(id).flatMap(taskId -> tasks.lock(realm.getId(), taskId)), caller);
    }

    private Task own(Optional<Task> task, TaskCaller caller) {
        return task.filter(t -> caller.rank(t, session).isPresent()).orElseThrow(NotFoundException::new);
    }

    private Rank rank(Task task, TaskCaller caller) {
        return caller.rank(task, session).orElseThrow(NotFoundException::new);
    }

    private static void require(boolean allowed) {
        if (!allowed) {
            throw new ForbiddenException();
        }
    }
}
