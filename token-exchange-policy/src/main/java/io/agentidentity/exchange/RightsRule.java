package io.agentidentity.exchange;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.ResourceUri;
import io.agentidentity.exchange.Targets.Target;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Authority.Rights;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskDetails;
import java.util.List;
import java.util.Optional;

/** Which narrowing within the scopes is granted: a subset of the ceiling and of the task, never more. */
final class RightsRule {

    private RightsRule() {}

    static Rights granted(
            Optional<TaskDetails> details, Agent agent, Target target, Targets targets, Optional<Task> known) {
        checkRequired(details, agent, known);
        Rights ceiling = new Rights(
                Optional.empty(), agent.ceiling().actions(), Optional.empty(), Optional.empty(), Optional.empty());
        Rights outer = known.map(task -> task.authority().rights()).orElse(ceiling);
        Rights granted = outer.inheritedBy(details.map(TaskDetails::rights).orElse(Rights.UNNARROWED));
        if (!outer.covers(granted) || !ceiling.covers(granted)) {
            throw new Refusal(
                    Reason.DETAILS_NOT_A_SUBSET, "the details ask for more than the agent or the task may do");
        }
        if (granted.locations().isEmpty() && ResourceUri.looksLikeUri(target.name())) {
            return new Rights(
                    Optional.of(List.of(target.name())),
                    granted.actions(),
                    granted.datatypes(),
                    granted.identifier(),
                    granted.privileges());
        }
        for (String location : granted.locations().orElse(List.of())) {
            if (!targets.within(location, target)) {
                throw new Refusal(Reason.DETAILS_NOT_A_SUBSET, "a location is outside the target");
            }
        }
        return granted;
    }

    private static void checkRequired(Optional<TaskDetails> details, Agent agent, Optional<Task> known) {
        if (agent.strictness().details() && details.isEmpty()) {
            throw new Refusal(Reason.DETAILS_REQUIRED, "this agent must send authorization_details");
        }
        Optional<String> purpose = details.flatMap(TaskDetails::purpose);
        if (agent.strictness().purpose() && known.isEmpty() && purpose.isEmpty()) {
            throw new Refusal(Reason.PURPOSE_REQUIRED, "this agent must say the purpose of a task");
        }
        if (known.isPresent()
                && purpose.isPresent()
                && !purpose.equals(known.get().purpose())) {
            throw new Refusal(Reason.DETAILS_NOT_A_SUBSET, "the purpose of a task cannot be changed");
        }
    }
}
