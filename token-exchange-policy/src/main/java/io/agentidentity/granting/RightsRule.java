package io.agentidentity.granting;

import io.agentidentity.agent.ResourceUri;
import io.agentidentity.agent.Strictness;
import io.agentidentity.agent.settings.TaskRules;
import io.agentidentity.granting.AuthorityRule.Held;
import io.agentidentity.granting.AuthorityRule.Place;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Authority.Rights;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskDetails;
import java.util.List;
import java.util.Optional;

/** Which narrowing within the scopes is granted: a subset of the ceiling and of the task, never more. */
final class RightsRule {

    private final Bounds bounds;
    private final TaskRules rules;

    RightsRule(Bounds bounds, TaskRules rules) {
        this.bounds = bounds;
        this.rules = rules;
    }

    Rights granted(Optional<TaskDetails> details, Place place, Held held, Optional<Task> known) {
        checkRequired(details, rules.strictness(), known);
        Rights asked = details.map(TaskDetails::rights).orElse(Rights.UNNARROWED);
        Rights granted;
        try {
            granted = known.map(task -> ofKnown(ofToken(task, held), asked, held.handingDown()))
                    .orElseGet(() -> opened(asked));
        } catch (InvalidInput e) {
            throw new Refusal(Reason.DETAILS_INVALID, e.getMessage(), e);
        }
        if (granted.locations().isEmpty() && ResourceUri.looksLikeUri(place.target())) {
            return granted.withLocations(Optional.of(List.of(place.target())));
        }
        for (String location : granted.locations().orElse(List.of())) {
            if (!place.holds().test(location)) {
                throw notASubset("a location is outside the target");
            }
        }
        return granted;
    }

    /** The rights of a task that is opened for a request. */
    Rights opened(Rights asked) {
        if (asked.limits().maxDuration().orElse(0) > rules.taskSeconds()) {
            throw notASubset("limits.max_duration is longer than a task of this agent may live");
        }
        if (asked.limits().maxDepth().orElse(0) > rules.chainDepth()) {
            throw notASubset("limits.max_depth is more than this agent's chains may have");
        }
        Rights most = Rights.of(bounds.ceiling());
        return within(most, most.inheritedBy(asked));
    }

    /** What the agent holds of a task at this moment: the task's rights, within those of the token that goes on from it. */
    private Rights ofToken(Task task, Held held) {
        Rights rights = task.authority().rights();
        Rights ofToken = held.rights().map(rights::inheritedBy).orElse(rights);
        return lowered(ofToken.withRedelegation(rights.redelegation()));
    }

    /** As much of the rights as the ceilings allow, which may have been lowered since, or may be that of a delegate. */
    Rights lowered(Rights rights) {
        Rights lowered = bounds.rights(rights);
        if (lowered.actions().filter(List::isEmpty).isPresent()) {
            throw notASubset("the task and the agents have no action in common");
        }
        return lowered;
    }

    private Rights ofKnown(Rights held, Rights asked, boolean handingDown) {
        return handingDown ? handedDown(held, asked) : ofTask(held, asked);
    }

    /**
     * The rights of one more token of a task. Its limits and to whom it may be handed on belong to the task: a request may repeat
     * them, but neither raise nor lower them for a single token.
     */
    static Rights ofTask(Rights held, Rights asked) {
        Rights granted = within(held, held.inheritedBy(asked));
        boolean otherDelegation =
                asked.redelegation().isPresent() && !granted.redelegation().equals(held.redelegation());
        if (otherDelegation || !granted.limits().equals(held.limits())) {
            throw notASubset("the limits and the delegation of a task are set when it is opened");
        }
        return granted.withRedelegation(held.redelegation());
    }

    /** The rights of a task that is handed down, which has limits of its own and is handed on only if the request says so. */
    Rights handedDown(Rights held, Rights asked) {
        Rights granted = within(held, held.inheritedBy(asked));
        if (granted.redelegation().isPresent()) {
            within(Rights.of(bounds.ceiling()), granted);
        }
        return granted;
    }

    private static Rights within(Rights outer, Rights granted) {
        if (!outer.covers(granted)) {
            throw notASubset("the details ask for more than the agent or the task may do");
        }
        return granted;
    }

    private static Refusal notASubset(String message) {
        return new Refusal(Reason.DETAILS_NOT_A_SUBSET, message);
    }

    private static void checkRequired(Optional<TaskDetails> details, Strictness strictness, Optional<Task> known) {
        if (strictness.details() && known.isEmpty() && details.isEmpty()) {
            throw new Refusal(Reason.DETAILS_REQUIRED, "this agent must send authorization_details");
        }
        Optional<String> purpose = details.flatMap(TaskDetails::purpose);
        if (strictness.purpose() && known.isEmpty() && purpose.isEmpty()) {
            throw new Refusal(Reason.PURPOSE_REQUIRED, "this agent must say the purpose of a task");
        }
        if (known.isPresent()
                && purpose.isPresent()
                && !purpose.equals(known.get().purpose())) {
            throw notASubset("the purpose of a task cannot be changed");
        }
    }
}
