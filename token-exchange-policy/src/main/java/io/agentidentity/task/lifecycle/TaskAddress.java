package io.agentidentity.task.lifecycle;

import io.agentidentity.audit.AuditRecord;
import io.agentidentity.drift.DriftSignal;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskId;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** The client address that a request for a token of a task comes from; only a digest of it is kept. */
public final class TaskAddress {

    private TaskAddress() {}

    /** The digest of the current request's address, for one task. */
    public static Optional<String> of(KeycloakSession session, TaskId id) {
        return Optional.ofNullable(session.getContext().getConnection().getRemoteAddr())
                .map(address -> AuditRecord.digest(id.value() + "\n" + address));
    }

    /**
     * Notes where a request comes from that a further token of a task was counted for.
     *
     * @throws Refusal if that stops the task
     */
    public static void look(KeycloakSession session, RealmModel realm, Task task) {
        if (task.originAddress().isEmpty() || task.originAddress().equals(of(session, task.id()))) {
            return;
        }
        DriftWatch watch = new DriftWatch(session, realm);
        if (watch.wouldStop(DriftSignal.NEW_ADDRESS, task)) {
            throw new Refusal(Reason.TASK_ADDRESS_CHANGED, "the task goes on at the address only that it began at");
        }
        watch.saw(DriftSignal.NEW_ADDRESS, List.of(task));
    }
}
