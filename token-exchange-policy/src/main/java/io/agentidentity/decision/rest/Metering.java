package io.agentidentity.decision.rest;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.authority.Amounts;
import io.agentidentity.authority.Limits;
import io.agentidentity.authority.Limits.Member;
import io.agentidentity.authority.Usage;
import io.agentidentity.decision.Call;
import io.agentidentity.decision.Denial;
import io.agentidentity.decision.Denied;
import io.agentidentity.task.Task;
import io.agentidentity.task.store.UsageStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.keycloak.models.KeycloakSession;

/**
 * Counts calls against a task and every task above it, and against what each agent of the line may do for the person in all its
 * tasks together. All of it or nothing.
 */
final class Metering {

    private static final Set<Member> OF_CALLS = Set.of(Member.MAX_CALLS, Member.MAX_CALLS_PER_ACTION, Member.SUM);

    private final KeycloakSession session;
    private final UsageStore usages;
    private final Instant now;

    Metering(KeycloakSession session, Instant now) {
        this.session = session;
        this.usages = new UsageStore(session);
        this.now = now;
    }

    /** Locks the agents whose calls for one person are counted over all tasks; before any task is. */
    void lockAgents(List<Agent> agents) {
        agents.stream()
                .filter(Metering::countsCalls)
                .sorted(Comparator.comparing(Agent::id))
                .forEach(agent -> new AgentStore(session).lock(agent.realmId(), agent.id()));
    }

    /**
     * Counts a call, unless a limit is used up or an amount cannot be added up.
     *
     * @param line the locked tasks, the first one first
     * @param agents theirs, in the same order
     */
    Result count(List<Task> line, List<Agent> agents, Call call) {
        List<Meter> meters = new ArrayList<>();
        for (int i = 0; i < line.size(); i++) {
            Task task = line.get(i);
            Agent agent = agents.get(i);
            meters.add(new Meter(
                    usages.of(task),
                    task.authority().rights().limits().strictest(agent.ceiling().limits())));
            if (countsCalls(agent)) {
                Instant since =
                        now.minusSeconds(new RealmStore(session).rules(agent).taskSeconds());
                meters.add(new Meter(
                        usages.ofPair(agent.realmId(), agent.id(), task.principalId(), since),
                        agent.ceiling().limits()));
            }
        }
        Set<String> summed = new TreeSet<>();
        meters.forEach(meter -> summed.addAll(meter.limits.sums().keySet()));
        Amounts amounts = Amounts.of(summed, call.parameters());
        if (amounts.unusable().isPresent()) {
            return Result.denied(Denial.PARAMETER_VIOLATION, amounts.unusable().get() + " cannot be added to its sum");
        }
        String action = call.operation();
        Optional<String> exceeded = meters.stream()
                .flatMap(meter -> meter.usage.exceeded(meter.limits, action, amounts).stream())
                .findFirst();
        if (exceeded.isPresent()) {
            return Result.denied(Denial.QUOTA_EXCEEDED, exceeded.get() + " is used up");
        }
        line.forEach(task -> usages.count(task, usages.of(task).plus(action, amounts), now));
        return new Result(
                Optional.empty(),
                meters.stream()
                        .map(meter -> meter.usage.plus(action, amounts).left(meter.limits, action))
                        .reduce(Limits.NONE, Limits::strictest));
    }

    private static boolean countsCalls(Agent agent) {
        return agent.ceiling().limits().members().stream().anyMatch(OF_CALLS::contains);
    }

    private record Meter(Usage usage, Limits limits) {}

    /** @param left what is left of the limits on calls, if the call was counted */
    record Result(Optional<Denied> denied, Limits left) {

        private static Result denied(Denial denial, String reason) {
            return new Result(Optional.of(new Denied(denial, reason)), Limits.NONE);
        }
    }
}
