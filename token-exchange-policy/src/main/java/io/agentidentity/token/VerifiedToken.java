package io.agentidentity.token;

import io.agentidentity.agent.Agent;
import io.agentidentity.task.Task;
import io.agentidentity.task.lifecycle.TaskCheck.Line;
import io.agentidentity.task.store.TokenKind;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;

/**
 * A live token of ours.
 *
 * @param agent who got it
 * @param task absent on an actor token; on a hand-over token that of the agent that the work was handed down to
 * @param line the agents that the task has come down
 * @param subject the person on whose behalf the task runs, or the agent's service account on an actor token
 * @param live whether it is good for what it says at this moment; a task goes on even from one that is not
 */
public record VerifiedToken(
        AccessToken token,
        TokenKind kind,
        Agent agent,
        ClientModel client,
        Optional<Task> task,
        Line line,
        UserModel subject,
        boolean live) {}
