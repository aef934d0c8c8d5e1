package io.agentidentity.decision.rest;

import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.agent.settings.Drift;
import io.agentidentity.agent.settings.Drift.Consequence;
import io.agentidentity.task.Move;
import io.agentidentity.task.Task;
import io.agentidentity.task.lifecycle.TaskEndings;
import io.agentidentity.task.store.UsageStore;
import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Stops a task whose agent goes outside its authority again and again. */
final class DriftWatch {

    /** How many times as many calls of all tasks below, and its own, a task above stands. */
    private static final int ABOVE = 3;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Drift drift;

    DriftWatch(KeycloakSession session, RealmModel realm, Drift drift) {
        this.session = session;
        this.realm = realm;
        this.drift = drift;
    }

    /**
     * Notes a call outside the authority.
     *
     * @param line the locked tasks, the first one first
     */
    void outOfAuthority(List<Task> line) {
        UsageStore usages = new UsageStore(session);
        for (Task task : line) {
            boolean own = task.equals(line.get(line.size() - 1));
            int most = own ? drift.outOfAuthority() : drift.outOfAuthority() * ABOVE;
            if (usages.strike(task) >= most && drift.then() != Consequence.NOTE) {
                stop(task, most);
                return;
            }
        }
    }

    private void stop(Task task, int calls) {
        String saw = calls + (calls == 1 ? " call" : " calls") + " outside the authority of the task";
        Move move = drift.then() == Consequence.REVOKE ? Move.REVOKE : Move.SUSPEND;
        new TaskEndings(session, realm).move(task, move, Ending.system(saw));
    }
}
