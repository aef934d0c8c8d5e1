package io.agentidentity.authority;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the server meters for a task. An absent limit does not limit.
 *
 * @param counts the limits that are whole numbers
 * @param sums for names of call parameters the most that their values may add up to
 */
public record Limits(Map<Member, Integer> counts, SortedMap<String, BigDecimal> sums) {

    /** Nothing is limited. */
    public static final Limits NONE = new Limits(Map.of(), new TreeMap<>());

    private static final int MAX_SUMS = 16;
    private static final int MANY = 1_000_000_000;

    /** The limits by their names in {@code authorization_details} and in an agent's record, which holds some of them only. */
    public enum Member {
        /** Tokens issued. */
        MAX_TOKENS("max_tokens", "maxTokens", MANY),
        /** Calls permitted. */
        MAX_CALLS("max_calls", "maxCalls", MANY),
        /** Calls permitted of each action. */
        MAX_CALLS_PER_ACTION("max_calls_per_action", "maxCallsPerAction", MANY),
        /** Seconds from opening to end. */
        MAX_DURATION("max_duration", null, 8 * 60 * 60),
        /** Agents in the chain, this one included. */
        MAX_DEPTH("max_depth", null, 8),
        /** Sums of parameters. */
        SUM("sum", "sum", 0);

        private final String wire;
        private final String inRecord;
        private final int most;

        Member(String wire, String inRecord, int most) {
            this.wire = wire;
            this.inRecord = inRecord;
            this.most = most;
        }

        /** The name in {@code authorization_details}. */
        public String wire() {
            return wire;
        }
    }

    public Limits {
        EnumMap<Member, Integer> ordered = new EnumMap<>(Member.class);
        ordered.putAll(counts);
        counts = Collections.unmodifiableMap(ordered);
        sums = Collections.unmodifiableSortedMap(new TreeMap<>(sums));
        if (sums.size() > MAX_SUMS) {
            throw new InvalidInput("limits must name at most " + MAX_SUMS + " sums");
        }
    }

    /**
     * Parses the member {@code limits} of {@code authorization_details}.
     *
     * @throws InvalidInput if a member is unknown or not of its form
     */
    public static Limits parse(JsonNode node) {
        return parse(node, "limits", member -> member.wire);
    }

    /**
     * Parses limits of an agent's record, where a member that is {@code null} is absent.
     *
     * @param path where they stand, for messages
     * @throws InvalidInput if a member is unknown or not of its form
     */
    public static Limits parseRecord(JsonNode node, String path) {
        if (node instanceof ObjectNode object) {
            ObjectNode given = object.deepCopy();
            given.properties().removeIf(member -> member.getValue().isNull());
            return parse(given, path, member -> member.inRecord);
        }
        return parse(node, path, member -> member.inRecord);
    }

    private static Limits parse(JsonNode node, String path, Function<Member, String> names) {
        Map<String, Member> known = Stream.of(Member.values())
                .filter(member -> names.apply(member) != null)
                .collect(Collectors.toMap(names, member -> member));
        Map<Member, Integer> counts = new EnumMap<>(Member.class);
        SortedMap<String, BigDecimal> sums = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry :
                Forms.object(node, path, known.keySet()).properties()) {
            Member member = known.get(entry.getKey());
            String at = path + "." + entry.getKey();
            if (member == Member.SUM) {
                sums.putAll(sums(entry.getValue(), at));
            } else {
                counts.put(member, Forms.whole(entry.getValue(), at, 1, member.most));
            }
        }
        return new Limits(counts, sums);
    }

    private static SortedMap<String, BigDecimal> sums(JsonNode node, String path) {
        if (!(node instanceof ObjectNode object)) {
            throw new InvalidInput(path + " must be an object");
        }
        SortedMap<String, BigDecimal> sums = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String name = Forms.parameter(entry.getKey(), path);
            BigDecimal most = Forms.number(entry.getValue(), Forms.shown(path, name));
            if (most.signum() < 0) {
                throw new InvalidInput(Forms.shown(path, name) + " must not be negative");
            }
            sums.put(name, most);
        }
        return sums;
    }

    /** The one JSON form in {@code authorization_details}. */
    public ObjectNode toJson() {
        return write(member -> member.wire);
    }

    /** The one JSON form in an agent's record; what such a record cannot hold is left out. */
    public ObjectNode toRecordJson() {
        return write(member -> member.inRecord);
    }

    private ObjectNode write(Function<Member, String> names) {
        ObjectNode node = StrictJson.object();
        counts.forEach((member, most) -> {
            if (names.apply(member) != null) {
                node.put(names.apply(member), most);
            }
        });
        if (!sums.isEmpty()) {
            ObjectNode inner = node.putObject(names.apply(Member.SUM));
            sums.forEach((name, most) -> Forms.put(inner, name, most));
        }
        return node;
    }

    public boolean isEmpty() {
        return counts.isEmpty() && sums.isEmpty();
    }

    /** A limit that is a whole number. */
    public Optional<Integer> count(Member member) {
        return Optional.ofNullable(counts.get(member));
    }

    /** Most tokens issued. */
    public Optional<Integer> maxTokens() {
        return count(Member.MAX_TOKENS);
    }

    /** Most calls permitted. */
    public Optional<Integer> maxCalls() {
        return count(Member.MAX_CALLS);
    }

    /** Most calls permitted of each action. */
    public Optional<Integer> maxCallsPerAction() {
        return count(Member.MAX_CALLS_PER_ACTION);
    }

    /** Seconds from the opening of a task to its end. */
    public Optional<Integer> maxDuration() {
        return count(Member.MAX_DURATION);
    }

    /** Most agents in the chain, this one included. */
    public Optional<Integer> maxDepth() {
        return count(Member.MAX_DEPTH);
    }

    /** The kinds of limits that are set. */
    public Set<Member> members() {
        Set<Member> members = EnumSet.noneOf(Member.class);
        members.addAll(counts.keySet());
        if (!sums.isEmpty()) {
            members.add(Member.SUM);
        }
        return members;
    }

    /** Whether each of these limits is among the others and no higher there. */
    public boolean covers(Limits other) {
        return covers(counts, other.counts) && covers(sums, other.sums);
    }

    private static <K, V extends Comparable<? super V>> boolean covers(Map<K, V> outer, Map<K, V> inner) {
        return outer.entrySet().stream().allMatch(entry -> {
            V theirs = inner.get(entry.getKey());
            return theirs != null && theirs.compareTo(entry.getValue()) <= 0;
        });
    }

    /**
     * What a request means within these limits: each that it does not mention stays. Whether what it does mention is no higher,
     * {@link #covers} tells.
     *
     * @throws InvalidInput if that makes too many sums
     */
    public Limits inheritedBy(Limits request) {
        return merged(request, (own, asked) -> asked, (own, asked) -> asked);
    }

    /**
     * What is left where both apply: of each limit the lower one.
     *
     * @throws InvalidInput if that makes too many sums
     */
    public Limits strictest(Limits other) {
        return merged(other, Math::min, BigDecimal::min);
    }

    private Limits merged(Limits other, BinaryOperator<Integer> count, BinaryOperator<BigDecimal> sum) {
        Map<Member, Integer> allCounts = new EnumMap<>(Member.class);
        allCounts.putAll(counts);
        other.counts.forEach((member, most) -> allCounts.merge(member, most, count));
        SortedMap<String, BigDecimal> allSums = new TreeMap<>(sums);
        other.sums.forEach((name, most) -> allSums.merge(name, most, sum));
        return new Limits(allCounts, allSums);
    }
}
