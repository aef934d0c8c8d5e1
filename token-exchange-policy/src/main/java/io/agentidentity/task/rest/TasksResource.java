package io.agentidentity.task.rest;

import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskId;
import io.agentidentity.task.TaskState;
import io.agentidentity.task.lifecycle.TaskEndings;
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
        TaskCaller caller = TaskCaller.authenticate(session, realm);
        Task task = locked(id, caller);
        require(rank(task, caller) == Rank.AGENT);
        return end(task, caller, TaskState.COMPLETED, null);
    }

    /** The agent, the person it acts for or the agent's owner stops the task. */
    @POST
    @Path("{taskId}/revoke")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response revoke(@PathParam("taskId") String id, String body) {
        TaskCaller caller = TaskCaller.authenticate(session, realm);
        require(caller.mayManage());
        Task task = locked(id, caller);
        return end(task, caller, TaskState.REVOKED, EndReason.parse(body));
    }

    private Response end(Task task, TaskCaller caller, TaskState state, String reason) {
        Ending ending = new Ending(rank(task, caller), caller.user().getId(), reason);
        return TaskView.json(
                new TaskView(realm).of(new TaskEndings(session, realm).end(task, state, ending, caller.kind())));
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
