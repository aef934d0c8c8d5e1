package io.agentidentity.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import io.agentidentity.policy.Condition.Came;
import io.agentidentity.policy.Condition.Result;
import io.agentidentity.policy.Effect.Deny;
import io.agentidentity.policy.Effect.Kind;
import io.agentidentity.policy.Effect.Oblige;
import io.agentidentity.policy.Effect.RequireLogin;
import io.agentidentity.policy.Verdict.Applied;
import io.agentidentity.policy.Verdict.Outcome;
import io.agentidentity.policy.Verdict.Outcome.ApprovalRequired;
import io.agentidentity.policy.Verdict.Outcome.Denied;
import io.agentidentity.policy.Verdict.Outcome.LoginRequired;
import io.agentidentity.policy.Verdict.Outcome.Permitted;
import io.agentidentity.policy.Verdict.Outcome.Undecided;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * All rules of a realm, compiled. Each can only narrow: of those that hold, deny comes before requiring a login, that before
 * requiring an approval, and that before obligations. Where rules that permit apply, one of them must hold.
 */
public final class Policy {

    /** Without a rule. */
    public static final Policy NONE = new Policy(List.of());

    private static final int MOST_RULES = 200;

    private final List<Rule> rules;

    private Policy(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * Parses and compiles {@code {"rules":[…]}}; other members are the caller's to check.
     *
     * @throws InvalidRules with everything that is wrong
     */
    public static Policy parse(JsonNode document) {
        List<RuleProblem> problems = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        JsonNode list = document.path("rules");
        if (!list.isArray()) {
            throw new InvalidRules(List.of(RuleProblem.of("rules must be a list")));
        }
        if (list.size() > MOST_RULES) {
            throw new InvalidRules(List.of(RuleProblem.of("rules must hold at most " + MOST_RULES)));
        }
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            String id = list.get(i).path("id").textValue();
            if (id != null && !ids.add(id) && Rule.isId(id)) {
                problems.add(RuleProblem.of("id is that of another rule").in(id));
            }
            Rule.parse(list.get(i), i, problems).ifPresent(rules::add);
        }
        if (!problems.isEmpty()) {
            throw new InvalidRules(problems);
        }
        return new Policy(rules);
    }

    /**
     * Checks {@code {"condition","stages"}} alone.
     *
     * @throws InvalidRules with everything that is wrong
     * @throws InvalidInput if it is not of its form
     */
    public static Condition checkCondition(JsonNode node) {
        ObjectNode object = Members.object(node, "the body", Set.of("condition", "stages"));
        if (!object.path("condition").isTextual()) {
            throw new InvalidInput("condition is required");
        }
        return Conditions.compile(object.get("condition").textValue(), Rule.stages(object.path("stages")));
    }

    public List<Rule> rules() {
        return rules;
    }

    /** {@code {"rules":[…]}} with every member written out. */
    public ObjectNode toJson() {
        ObjectNode node = StrictJson.object();
        ArrayNode list = node.putArray("rules");
        rules.forEach(rule -> list.add(rule.toJson()));
        return node;
    }

    /**
     * Says what becomes of a request.
     *
     * @throws RuntimeException if a fact cannot be found out at this moment; then nothing may be permitted
     */
    public Verdict judge(Stage stage, Facts facts) {
        FactView view = new FactView(facts);
        List<Asked> asked = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.stages().contains(stage)) {
                ask(rule, view).ifPresent(asked::add);
            }
        }
        if (asked.isEmpty()) {
            return Verdict.PERMITTED;
        }
        Outcome outcome = outcome(asked, each -> each.rule.isEnforced(), view);
        Outcome ifEnforced = outcome(asked, each -> true, view);
        return new Verdict(
                outcome,
                outcome instanceof Permitted ? obligations(asked) : List.of(),
                ifEnforced.equals(outcome) ? Optional.empty() : Optional.of(ifEnforced),
                asked.stream().map(Asked::applied).toList());
    }

    private static Optional<Asked> ask(Rule rule, FactView view) {
        try {
            Optional<Boolean> included = rule.scope().includes(view);
            if (included.isEmpty()) {
                return Optional.of(new Asked(rule, Result.erred("the group of its scope is gone"), null));
            }
            return included.get() ? Optional.of(new Asked(rule, rule.condition().of(view), null)) : Optional.empty();
        } catch (Facts.NotKept e) {
            return Optional.of(new Asked(rule, new Result(Came.UNKNOWN, Optional.empty()), e.fact()));
        }
    }

    /** What is certain whatever the rules that cannot be judged any more would have said. */
    private static Outcome outcome(List<Asked> all, Predicate<Asked> counts, FactView view) {
        List<Asked> asked = all.stream().filter(counts).toList();
        Outcome atBest = atBest(asked, view);
        return atBest instanceof Denied
                ? atBest
                : asked.stream()
                        .filter(each -> each.result.came() == Came.UNKNOWN)
                        .findFirst()
                        .<Outcome>map(each -> new Undecided(each.rule.id(), each.missing))
                        .orElse(atBest);
    }

    private static Outcome atBest(List<Asked> asked, FactView view) {
        for (Asked each : asked) {
            if (each.result.came() == Came.ERRED) {
                return new Denied(each.rule.id(), "the rule cannot be evaluated");
            }
            if (each.matched() && each.rule.effect() instanceof Deny deny) {
                return new Denied(each.rule.id(), deny.reason());
            }
        }
        List<Asked> permits = asked.stream()
                .filter(each -> each.rule.effect().kind() == Kind.PERMIT)
                .toList();
        if (!permits.isEmpty()
                && permits.stream().noneMatch(each -> each.matched() || each.result.came() == Came.UNKNOWN)) {
            return new Denied(permits.get(0).rule.id(), "it is none of the things that rules permit");
        }
        for (Asked each : asked) {
            if (each.matched() && each.rule.effect() instanceof RequireLogin login && !login.satisfied(view)) {
                return new LoginRequired(each.rule.id(), login);
            }
        }
        return asked.stream()
                .filter(each -> each.matched() && each.rule.effect().kind() == Kind.REQUIRE_APPROVAL)
                .findFirst()
                .<Outcome>map(each -> new ApprovalRequired(each.rule.id()))
                .orElseGet(Permitted::new);
    }

    private static List<ObjectNode> obligations(List<Asked> asked) {
        List<ObjectNode> obligations = new ArrayList<>();
        for (Asked each : asked) {
            if (each.rule.isEnforced() && each.matched() && each.rule.effect() instanceof Oblige oblige) {
                obligations.addAll(oblige.obligations());
            }
        }
        return obligations;
    }

    /** @param missing what it depends on that was not kept, or {@code null} */
    private record Asked(Rule rule, Result result, Fact missing) {

        boolean matched() {
            return result.came() == Came.MATCHED;
        }

        Applied applied() {
            return new Applied(
                    rule.id(),
                    rule.effect().kind(),
                    rule.mode(),
                    result.came(),
                    result.error(),
                    rule.condition().facts());
        }
    }
}
