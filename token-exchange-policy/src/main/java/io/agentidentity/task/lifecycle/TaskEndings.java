package io.agentidentity.task.lifecycle;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.lifecycle.AgentTasks;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskState;
import io.agentidentity.task.store.TaskStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Ends tasks. The row is the truth that every path reads, so an ending holds everywhere as soon as it is committed. */
public final class TaskEndings {

    private final RealmModel realm;
    private final TaskStore tasks;
    private final AgentStore agents;
    private final AuditLog audit;
    private final String issuer;

    public TaskEndings(KeycloakSession session, RealmModel realm) {
        this.realm = realm;
        this.tasks = new TaskStore(session);
        this.agents = new AgentStore(session);
        this.audit = new AuditLog(session);
        this.issuer = AuditLog.issuer(session, realm);
    }

    /** Ends a locked task; a task that has ended already stays as it is. */
    public Ended end(Task task, TaskState state, Ending ending, ActorKind kind) {
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        long alive = tasks.tokensAlive(task, now);
        if (task.stateAt(now).isFinal() || !task.state().next().contains(state)) {
            return new Ended(task, 0);
        }
        Task ended = tasks.end(task, state, ending);
        record(ended, ending, kind);
        return new Ended(ended, alive);
    }

    /** Ends locked live tasks for one reason. */
    public AgentTasks.Ended endAll(List<Task> locked, Ending ending) {
        ActorKind kind = ending.actorId() == null ? ActorKind.SYSTEM : ActorKind.PERSON;
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        long alive = 0;
        Optional<Instant> last = Optional.empty();
        for (Task task : locked) {
            alive += tasks.tokensAlive(task, now);
            Optional<Instant> end = task.lastTokenExpiresAt().filter(now::isBefore);
            last = Stream.of(last, end).flatMap(Optional::stream).max(Comparator.naturalOrder());
            record(tasks.end(task, TaskState.REVOKED, ending), ending, kind);
        }
        return new AgentTasks.Ended(locked.size(), alive, last);
    }

    private void record(Task task, Ending ending, ActorKind kind) {
        AuditRecord record = AuditRecord.of(AuditType.TASK_ENDED, kind)
                .principal(issuer, task.principalId())
                .task(
                        task.id().value(),
                        task.state().wire(),
                        task.purposeDigest().orElse(null))
                .action("end", task.authority().target())
                .reason(ending.reason());
        Optional<Agent> agent = agents.find(realm.getId(), task.agentId());
        agent.ifPresent(record::agent);
        if (ending.actorId() != null) {
            String clientId =
                    ending.by() == Rank.AGENT ? agent.map(Agent::clientId).orElse(null) : null;
            record.actor(issuer, ending.actorId(), clientId);
        }
        audit.append(realm, record);
    }

    /**
     * A task after its end.
     *
     * @param tokensEnded tokens that were alive until now
     */
    public record Ended(Task task, long tokensEnded) {}
}
