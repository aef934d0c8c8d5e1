package io.agentidentity.task.rest;

import io.agentidentity.agent.lifecycle.AgentConflict;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.task.Move;
import io.agentidentity.task.Task;
import io.agentidentity.task.lifecycle.TaskEndings;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponse;

/** Makes a move and answers it, whichever API asks. */
final class TaskMoves {

    private TaskMoves() {}

    /** The answer to a move of a locked task by somebody who may make it; 409 if it leads nowhere from where the task stands. */
    static Response move(KeycloakSession session, RealmModel realm, Task task, Move move, Ending ending) {
        try {
            return TaskView.json(new TaskView(realm).of(new TaskEndings(session, realm).move(task, move, ending)));
        } catch (AgentConflict e) {
            throw ErrorResponse.error(e.getMessage(), Response.Status.CONFLICT);
        }
    }
}
