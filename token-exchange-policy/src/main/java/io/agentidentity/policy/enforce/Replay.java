package io.agentidentity.policy.enforce;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.decision.store.Decision;
import io.agentidentity.policy.Policy;
import io.agentidentity.policy.Stage;
import io.agentidentity.policy.Verdict;
import io.agentidentity.policy.Verdict.Outcome;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskId;
import io.agentidentity.task.store.TaskStore;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Asks rules, which need not be in force, about calls that were decided before. Those that only log count as if they were enforced. */
public final class Replay {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Policy candidate;

    public Replay(KeycloakSession session, RealmModel realm, Policy candidate) {
        this.session = session;
        this.realm = realm;
        this.candidate = candidate;
    }

    /** What the rules say now of a call; empty if rules were not asked at the time, because the call was denied before. */
    public Optional<Replayed> of(Decision decision) {
        return decision.basis().map(Basis::parse).map(basis -> replayed(decision, basis));
    }

    private Replayed replayed(Decision decision, Basis basis) {
        Optional<Task> task =
                TaskId.parse(decision.taskId()).flatMap(id -> new TaskStore(session).find(realm.getId(), id));
        Optional<Agent> agent = task.flatMap(one -> new AgentStore(session).find(realm.getId(), one.agentId()));
        Optional<UserModel> person = task.map(one -> session.users().getUserById(realm, one.principalId()));
        Optional<Outcome> outcome = person.isEmpty() || agent.isEmpty()
                ? Optional.empty()
                : Optional.of(outcome(
                        basis,
                        decision,
                        new Occasion(
                                agent.get(),
                                person.get(),
                                task.get(),
                                task.get().authority().target(),
                                Set.of(),
                                task.get().login(),
                                Optional.empty())));
        return new Replayed(decision, task, agent, basis, outcome);
    }

    private Outcome outcome(Basis basis, Decision decision, Occasion today) {
        OccasionFacts facts = new OccasionFacts(session, realm, today, decision.decidedAt());
        Verdict verdict = candidate.judge(Stage.CALL, new RecordedFacts(basis, facts));
        return verdict.rehearsed().orElse(verdict.outcome());
    }

    /**
     * A call that was decided before.
     *
     * @param task empty if it is gone
     * @param outcome what the rules say; empty if task, agent or person is gone
     */
    public record Replayed(
            Decision decision, Optional<Task> task, Optional<Agent> agent, Basis basis, Optional<Outcome> outcome) {

        /** What the rules of the time said. */
        public String before() {
            return basis.outcome();
        }

        /** What the rules say. */
        public String after() {
            return outcome.map(Outcome::wire).orElse("unknown");
        }

        /** The operation that was asked about. */
        public String action() {
            return basis.json().at("/facts/request.action").asText();
        }
    }
}
