package io.agentidentity.authority;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.authority.Limits.Member;
import io.agentidentity.json.StrictJson;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * What was permitted under a task so far.
 *
 * @param calls how many calls
 * @param perAction how many of each action
 * @param sums what the amounts add up to
 */
public record Usage(int calls, SortedMap<String, Integer> perAction, SortedMap<String, BigDecimal> sums) {

    /** Nothing yet. */
    public static final Usage NONE = new Usage(0, new TreeMap<>(), new TreeMap<>());

    /** More names of actions than this are only counted together; a limit per action permits no further name then. */
    private static final int MOST_ACTIONS = 200;

    public Usage {
        perAction = Collections.unmodifiableSortedMap(new TreeMap<>(perAction));
        sums = Collections.unmodifiableSortedMap(new TreeMap<>(sums));
    }

    /** The limit that one more such call would not keep, by its name in {@code limits}. */
    public Optional<String> exceeded(Limits limits, String action, Amounts amounts) {
        if (limits.maxCalls().filter(most -> calls >= most).isPresent()) {
            return Optional.of(Member.MAX_CALLS.wire());
        }
        int ofAction = perAction.getOrDefault(action, isFull(action) ? Integer.MAX_VALUE : 0);
        if (limits.maxCallsPerAction().filter(most -> ofAction >= most).isPresent()) {
            return Optional.of(Member.MAX_CALLS_PER_ACTION.wire());
        }
        return limits.sums().entrySet().stream()
                .filter(most -> sum(most.getKey())
                                .add(amounts.values().getOrDefault(most.getKey(), BigDecimal.ZERO))
                                .compareTo(most.getValue())
                        > 0)
                .map(most -> Member.SUM.wire() + "." + most.getKey())
                .findFirst();
    }

    /** The usage with one more call. */
    public Usage plus(String action, Amounts amounts) {
        SortedMap<String, Integer> one = new TreeMap<>();
        if (!isFull(action)) {
            one.put(action, 1);
        }
        return plus(new Usage(1, one, amounts.values()));
    }

    /** The usage of two tasks together. */
    public Usage plus(Usage other) {
        return new Usage(
                Math.addExact(calls, other.calls),
                merged(perAction, other.perAction, Math::addExact),
                merged(sums, other.sums, BigDecimal::add));
    }

    /** What is left of the limits on all calls together. */
    public Limits left(Limits limits) {
        Map<Member, Integer> counts = new EnumMap<>(Member.class);
        limits.maxCalls().ifPresent(most -> counts.put(Member.MAX_CALLS, Math.max(0, most - calls)));
        SortedMap<String, BigDecimal> left = new TreeMap<>();
        limits.sums()
                .forEach((name, most) -> left.put(name, most.subtract(sum(name)).max(BigDecimal.ZERO)));
        return new Limits(counts, left);
    }

    /** What is left of all limits on calls; of the one per action, for that action. */
    public Limits left(Limits limits, String action) {
        Limits all = left(limits);
        return limits.maxCallsPerAction()
                .map(most -> new Limits(
                        Map.of(Member.MAX_CALLS_PER_ACTION, Math.max(0, most - perAction.getOrDefault(action, 0))),
                        new TreeMap<>()))
                .map(all::strictest)
                .orElse(all);
    }

    private boolean isFull(String action) {
        return perAction.size() >= MOST_ACTIONS && !perAction.containsKey(action);
    }

    private BigDecimal sum(String name) {
        return sums.getOrDefault(name, BigDecimal.ZERO);
    }

    private static <V> SortedMap<String, V> merged(
            SortedMap<String, V> own, SortedMap<String, V> other, BinaryOperator<V> both) {
        SortedMap<String, V> all = new TreeMap<>(own);
        other.forEach((name, value) -> all.merge(name, value, both));
        return all;
    }

    /** The one JSON form. */
    public ObjectNode toJson() {
        ObjectNode node = StrictJson.object().put("calls", calls);
        ObjectNode actions = node.putObject("actions");
        perAction.forEach(actions::put);
        ObjectNode amounts = node.putObject("sums");
        sums.forEach((name, sum) -> amounts.put(name, sum.toPlainString()));
        return node;
    }

    /** The usage in its JSON form. */
    public static Usage fromJson(JsonNode node) {
        SortedMap<String, Integer> actions = new TreeMap<>();
        node.path("actions")
                .properties()
                .forEach(each -> actions.put(each.getKey(), each.getValue().intValue()));
        SortedMap<String, BigDecimal> sums = new TreeMap<>();
        node.path("sums")
                .properties()
                .forEach(each ->
                        sums.put(each.getKey(), new BigDecimal(each.getValue().textValue())));
        return new Usage(node.path("calls").intValue(), actions, sums);
    }
}
