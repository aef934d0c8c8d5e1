package io.agentidentity.policy.enforce;

import io.agentidentity.agent.Agent;
import io.agentidentity.decision.Call;
import io.agentidentity.policy.Stage;
import io.agentidentity.task.Task;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.UserModel;

/**
 * What rules are asked about.
 *
 * @param agent who acts
 * @param principal for whom, or the agent's service account where it works for nobody
 * @param target where to, by its client id or URI
 * @param scopes what the token is to allow, or allows
 * @param login the person's authentication that counts
 * @param call the call, unless a token is asked for
 */
public record Occasion(
        Agent agent,
        UserModel principal,
        Task task,
        String target,
        Set<String> scopes,
        Task.Login login,
        Optional<Call> call) {

    Stage stage() {
        return call.isPresent() ? Stage.CALL : Stage.ISSUE;
    }
}
