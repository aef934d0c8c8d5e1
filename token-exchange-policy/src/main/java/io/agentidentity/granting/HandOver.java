package io.agentidentity.granting;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.guard.AgentGate;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.granting.Subject.Source;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.Authority;
import io.agentidentity.task.KeyBinding;
import io.agentidentity.task.Task;
import io.agentidentity.task.Task.Ground;
import io.agentidentity.task.TaskId;
import io.agentidentity.task.TaskState;
import io.agentidentity.task.lifecycle.Blocks;
import io.agentidentity.task.lifecycle.RiskRule;
import io.agentidentity.task.store.TaskStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Handing work down to another agent: a task of that agent, below the one that is handed down, that waits to be begun. */
final class HandOver {

    private static final int MAX_CHILDREN = 8;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final TaskStore tasks;
    private final Agent agent;
    private final Subject subject;

    HandOver(KeycloakSession session, Agent agent, Subject subject) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.tasks = new TaskStore(session);
        this.agent = agent;
        this.subject = subject;
    }

    /** The agent that a request hands the agent's task down to, if its audience is an agent. */
    Optional<Agent> delegate(Asked asked) {
        if (subject.source() != Source.OWN_TASK || asked.resource().isPresent()) {
            return Optional.empty();
        }
        AgentGate gate = new AgentGate(session, realm);
        Optional<ClientModel> named = asked.audience().map(realm::getClientByClientId);
        Optional<Agent> delegate = named.flatMap(gate::agent);
        if (delegate.isEmpty()) {
            return Optional.empty();
        }
        if (!agent.meant().names(agent.ceiling().delegates(), delegate.get())) {
            // Which clients are agents is told to none whose record does not name them.
            throw Refusal.hiding(notAllowed(), Targets.notAllowed());
        }
        if (!subject.ours().orElseThrow().live()) {
            throw new Refusal(Reason.SUBJECT_TOKEN_INVALID, "work is handed down with a live token of the task");
        }
        checkAllowed(subject.task().orElseThrow(), delegate.get());
        if (!gate.open(delegate.get(), named.get())) {
            throw notAllowed();
        }
        new Blocks(session, realm).require(delegate.get(), subject.user().getId());
        return delegate;
    }

    private void checkAllowed(Task task, Agent delegate) {
        boolean allowed = task.ground() != Ground.AUTONOMOUS
                && task.authority()
                        .rights()
                        .redelegation()
                        .filter(rule -> agent.meant().names(rule.allowedDelegates(), delegate))
                        .isPresent();
        if (!allowed) {
            throw notAllowed();
        }
        List<Agent> chain = new ArrayList<>(subject.ours().orElseThrow().line().agents());
        chain.add(agent);
        if (Stream.concat(chain.stream(), Stream.of(delegate))
                        .map(Agent::id)
                        .distinct()
                        .count()
                != chain.size() + 1) {
            throw new Refusal(Reason.DELEGATE_NOT_ALLOWED, "no agent may stand in a chain twice");
        }
        if (chain.size() + 1 > mostDepth(task, chain)) {
            throw new Refusal(Reason.CHAIN_TOO_LONG, "the task may not be handed down so far");
        }
    }

    /** The least that any agent of the chain, the task's limits or its rule of delegation allow; a rule never allows more than the one above it. */
    private int mostDepth(Task task, List<Agent> chain) {
        Authority.Rights rights = task.authority().rights();
        RealmStore realms = new RealmStore(session);
        int most = chain.stream()
                .mapToInt(one -> realms.rules(one).chainDepth())
                .min()
                .orElseThrow();
        most = Math.min(most, rights.limits().maxDepth().orElse(most));
        return Math.min(most, rights.redelegation().orElseThrow().maxDepth().orElse(most));
    }

    /** Opens the task of the delegate. The rows of the line are locked, so that an ending of any of them finds the new one. */
    Task open(Agent delegate, Authority authority, Metered metered, Instant now) {
        RealmStore realms = new RealmStore(session);
        RiskRule.requireNewTask(realms.rules(agent));
        RiskRule.requireNewTask(realms.rules(delegate));
        List<Task> line = tasks.lockLine(subject.task().orElseThrow());
        Task parent = line.get(line.size() - 1);
        if (tasks.children(parent) >= MAX_CHILDREN) {
            throw new Refusal(Reason.DELEGATE_NOT_ALLOWED, "the task has been handed down as often as it may be");
        }
        if (!tasks.debitHandOver(parent, metered.mostTokens(), now)) {
            throw new Refusal(Reason.TASK_LIMIT_REACHED, "the task is not active, or no token of it is left");
        }
        Instant wanted =
                realms.rules(delegate).taskEnd(now, authority.rights().limits().maxDuration());
        Task child = new Task(
                TaskId.generate(),
                parent.realmId(),
                delegate.id(),
                delegate.epoch(),
                parent.principalId(),
                Ground.RULE,
                Stream.concat(parent.above().stream(), Stream.of(parent.id())).toList(),
                parent.purpose(),
                authority,
                TaskState.PENDING,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                parent.txn(),
                parent.login(),
                parent.originClientId(),
                parent.originTraceId(),
                Optional.empty(),
                now,
                wanted.isBefore(parent.expiresAt()) ? wanted : parent.expiresAt(),
                Task.Issued.NOTHING,
                KeyBinding.NONE);
        return tasks.open(child, Optional.empty(), Optional.empty());
    }

    private static Refusal notAllowed() {
        return new Refusal(Reason.DELEGATE_NOT_ALLOWED, "the task may not be handed down to this agent");
    }
}
