package io.agentidentity.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.Wire;
import io.agentidentity.policy.Condition.Came;
import io.agentidentity.policy.Rule.Mode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a policy says to a request.
 *
 * @param obligations what the resource server must do if the request is permitted
 * @param rehearsed what it would have said if the rules that only log were enforced, where that is something else
 * @param applied every rule that was asked, in the order of the policy
 */
public record Verdict(
        Outcome outcome, List<ObjectNode> obligations, Optional<Outcome> rehearsed, List<Applied> applied) {

    /** Of a realm without rules. */
    public static final Verdict PERMITTED =
            new Verdict(new Outcome.Permitted(), List.of(), Optional.empty(), List.of());

    public Verdict {
        obligations = List.copyOf(obligations);
        applied = List.copyOf(applied);
    }

    /** The rules that could not be evaluated. */
    public Stream<Applied> erred() {
        return applied.stream().filter(rule -> rule.came() == Came.ERRED);
    }

    /** What becomes of a request. */
    public sealed interface Outcome {

        /** It goes on. */
        record Permitted() implements Outcome {}

        /**
         * It is refused.
         *
         * @param rule id of the rule that says so
         * @param reason in the words of the rule, or what is wrong with it
         */
        record Denied(String rule, String reason) implements Outcome {}

        /** It is refused until a person approves. */
        record ApprovalRequired(String rule) implements Outcome {}

        /** It is refused until the person logs in again. */
        record LoginRequired(String rule, Effect.RequireLogin login) implements Outcome {}

        /** Nobody can say any more. Only what was answered long ago comes out so. */
        record Undecided(String rule, Fact missing) implements Outcome {}

        /** The rule that brought it about. */
        default Optional<String> by() {
            if (this instanceof Denied denied) {
                return Optional.of(denied.rule);
            }
            if (this instanceof ApprovalRequired approval) {
                return Optional.of(approval.rule);
            }
            if (this instanceof Undecided undecided) {
                return Optional.of(undecided.rule);
            }
            return this instanceof LoginRequired login ? Optional.of(login.rule) : Optional.empty();
        }

        /** The name on the wire. */
        default String wire() {
            if (this instanceof Denied) {
                return "policy_denied";
            }
            if (this instanceof ApprovalRequired) {
                return "approval_required";
            }
            if (this instanceof Undecided) {
                return "unknown";
            }
            return this instanceof LoginRequired ? "step_up_required" : "permitted";
        }
    }

    /**
     * A rule that was asked.
     *
     * @param error what is wrong with it, if it could not be evaluated
     * @param facts what its condition looks at
     */
    public record Applied(
            String rule, Effect.Kind effect, Mode mode, Came came, Optional<String> error, Set<Fact> facts) {

        /** As it is shown to an administrator. */
        public ObjectNode toJson() {
            ObjectNode node = StrictJson.object()
                    .put("rule", rule)
                    .put("effect", effect.wire())
                    .put("mode", mode.wire())
                    .put("result", Wire.name(came));
            error.ifPresent(words -> node.put("error", words));
            ArrayNode names = node.putArray("facts");
            facts.stream().map(Fact::wire).sorted().forEach(names::add);
            return node;
        }
    }
}
