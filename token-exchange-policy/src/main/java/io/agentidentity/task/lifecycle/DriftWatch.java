package io.agentidentity.task.lifecycle;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.lifecycle.AgentTasks.Ending;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.risk.AgentRisks;
import io.agentidentity.agent.settings.TaskRules;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import io.agentidentity.drift.Drift;
import io.agentidentity.drift.Drift.Consequence;
import io.agentidentity.drift.Drift.Finding;
import io.agentidentity.drift.DriftSignal;
import io.agentidentity.rate.RateLimiter;
import io.agentidentity.task.Move;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskState;
import io.agentidentity.task.store.TaskStore;
import io.agentidentity.task.store.UsageStore;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Counts what shows that an agent leaves its task, and does what follows by the agent's record and its realm. */
public final class DriftWatch {

    private static final Logger LOG = Logger.getLogger(DriftWatch.class);

    /** How many times as much of all tasks below, and its own, a task above stands. */
    private static final int ABOVE = 3;

    private static final RateLimiter CALLS = new RateLimiter(Clock.systemUTC());

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UsageStore usages;

    public DriftWatch(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.usages = new UsageStore(session);
    }

    /**
     * Notes a signal under the last task of a line, which counts for those above it too.
     *
     * @param line the locked tasks, the first one first
     */
    public void saw(DriftSignal signal, List<Task> line) {
        for (Task task : line) {
            boolean own = task.equals(line.get(line.size() - 1));
            Optional<Finding> finding = drift(task).follows(signal, usages.saw(task, signal), own ? 1 : ABOVE);
            finding.ifPresent(found -> act(task, found));
            if (finding.filter(found -> found.then().stops()).isPresent()) {
                return;
            }
        }
    }

    /** Whether a task would be stopped if a signal was seen under it once more. */
    boolean wouldStop(DriftSignal signal, Task task) {
        return drift(task)
                .follows(signal, usages.seen(task, signal) + 1, 1)
                .filter(finding -> finding.then().stops())
                .isPresent();
    }

    /**
     * Looks at a call under a locked task before the task's rights are asked.
     *
     * @param toolsDigest of the list of tools that the server offers now, where it says that
     * @return why the task was stopped, if it was
     */
    public Optional<String> stops(Task task, Optional<String> toolsDigest) {
        if (tooFast(task)) {
            return Optional.of("it has too many calls");
        }
        return toolsDigest
                .filter(digest -> toolsChanged(task, digest))
                .map(digest -> "its server offers another list of tools");
    }

    private boolean toolsChanged(Task task, String digest) {
        if (usages.toolsOr(task, digest).equals(digest)) {
            return false;
        }
        boolean stops = wouldStop(DriftSignal.TOOLS_CHANGED, task);
        saw(DriftSignal.TOOLS_CHANGED, List.of(task));
        return stops;
    }

    /** Counts a call against what a locked task should need in a minute, on this node; answers whether that stops the task. */
    private boolean tooFast(Task task) {
        Drift drift = drift(task);
        if (CALLS.take(task.id(), drift.after(DriftSignal.CALL_RATE)).isEmpty()) {
            return false;
        }
        Finding finding = drift.tooFast();
        boolean once = CALLS.take(List.of(task.id(), DriftSignal.CALL_RATE), 1).isEmpty();
        if (finding.then().stops() || once) {
            act(task, finding);
        }
        return finding.then().stops();
    }

    /** Notes a signal under a task as soon as the request that gave it has been rolled back. */
    public static void sawDespiteRollback(KeycloakSession session, RealmModel realm, DriftSignal signal, Task task) {
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {

            @Override
            protected void commitImpl() {
                // Whoever refuses a request rolls it back.
            }

            @Override
            protected void rollbackImpl() {
                apart(session, realm, own -> {
                    List<Task> line = new TaskStore(own).lockLine(task);
                    Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
                    if (line.get(line.size() - 1).stateAt(now) == TaskState.ACTIVE) {
                        new DriftWatch(own, own.realms().getRealm(realm.getId())).saw(signal, line);
                    }
                });
            }
        });
    }

    private Drift drift(Task task) {
        RealmStore realms = new RealmStore(session);
        return new AgentStore(session)
                .find(realm.getId(), task.agentId())
                .map(realms::rules)
                .map(TaskRules::drift)
                .orElseGet(() -> realms.of(realm.getId()).settings().tasks().drift());
    }

    private void act(Task task, Finding finding) {
        if (finding.then().stops()) {
            Move move = finding.then() == Consequence.REVOKE ? Move.REVOKE : Move.SUSPEND;
            new TaskEndings(session, realm).move(task, move, Ending.system(finding.saw()));
            return;
        }
        Optional<Agent> agent = new AgentStore(session).find(realm.getId(), task.agentId());
        AuditRecord record = task.namedIn(
                        Caller.system().record(AuditType.TASK_DRIFTED), AuditLog.issuer(session, realm))
                .reason(finding.saw());
        agent.ifPresent(record::agent);
        new AuditLog(session).append(realm, record);
        if (finding.then() == Consequence.RAISE_RISK) {
            agent.ifPresent(known -> raiseAfterCommit(known, finding.saw()));
        }
    }

    /** The agent's row is locked before those of tasks wherever both are, and one of these is locked here already. */
    private void raiseAfterCommit(Agent agent, String saw) {
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {

            @Override
            protected void commitImpl() {
                apart(
                        session,
                        realm,
                        own -> new AgentRisks(own, own.realms().getRealm(realm.getId()), Caller.system())
                                .raise(agent, saw));
            }

            @Override
            protected void rollbackImpl() {
                // What was rolled back did not happen.
            }
        });
    }

    /** The request has its answer, so whoever made it must not read that this failed. */
    private static void apart(KeycloakSession session, RealmModel realm, Consumer<KeycloakSession> job) {
        try {
            KeycloakModelUtils.runJobInTransaction(
                    session.getKeycloakSessionFactory(), session.getContext(), job::accept);
        } catch (RuntimeException e) {
            LOG.errorf(e, "what follows from drift in realm %s was not done", realm.getId());
        }
    }
}
