package io.agentidentity.decision;

import io.agentidentity.authority.Violation;
import io.agentidentity.task.Authority.Rights;
import java.util.Optional;

/** Whether a call lies within the rights of a task token. */
public final class CallRule {

    private CallRule() {}

    /** Why the rights do not allow a call; empty if they do. */
    public static Optional<Denied> denied(Rights rights, Call call) {
        if (rights.actions()
                .filter(actions -> !actions.contains(call.operation()))
                .isPresent()) {
            return Optional.of(new Denied(Denial.OUT_OF_AUTHORITY, "the task does not allow this action"));
        }
        return rights.constraints().violation(call.parameters()).map(CallRule::violated);
    }

    private static Denied violated(Violation violation) {
        return new Denied(
                Denial.PARAMETER_VIOLATION,
                violation.parameter() + " does not keep to its "
                        + violation.operator().wire());
    }
}
