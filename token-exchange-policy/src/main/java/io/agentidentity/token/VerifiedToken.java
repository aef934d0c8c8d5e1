package io.agentidentity.token;

import io.agentidentity.agent.Agent;
import io.agentidentity.task.Task;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;

/**
 * A live token of ours.
 *
 * @param task absent on an actor token
 * @param subject the person on whose behalf the task runs, or the agent's service account on an actor token
 */
public record VerifiedToken(
        AccessToken token, Agent agent, ClientModel client, Optional<Task> task, UserModel subject) {}
