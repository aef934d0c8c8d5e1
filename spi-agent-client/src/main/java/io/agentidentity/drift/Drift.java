package io.agentidentity.drift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.Wire;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What happens when an agent leaves its task, for each signal of that.
 *
 * @param rules of the signals that something is said of
 */
public record Drift(Map<DriftSignal, Rule> rules) {

    /** Nothing is said. */
    public static final Drift NONE = new Drift(Map.of());

    /** What holds where nobody says anything: the third call outside the authority suspends the task, as does another list of tools; the rest is noted. */
    public static final Drift STANDARD = new Drift(Map.of(
            DriftSignal.OUT_OF_AUTHORITY, Rule.of(3, Consequence.SUSPEND),
            DriftSignal.PARAMETER_VIOLATION, Rule.of(10, Consequence.NOTE),
            DriftSignal.LIMIT_EXHAUSTED, Rule.of(10, Consequence.NOTE),
            DriftSignal.USE_AFTER_ENDING, Rule.of(3, Consequence.NOTE),
            DriftSignal.NEW_ADDRESS, Rule.of(10, Consequence.NOTE),
            DriftSignal.NEW_KEY, Rule.of(3, Consequence.NOTE),
            DriftSignal.CALL_RATE, Rule.of(600, Consequence.NOTE),
            DriftSignal.TOOLS_CHANGED, Rule.of(1, Consequence.SUSPEND)));

    private static final String AFTER = "after";
    private static final String THEN = "then";
    private static final Set<String> MEMBERS = members();

    /** What is done. */
    public enum Consequence {
        /** Nothing beside a record. */
        NOTE,
        /** The task is suspended; its owner, a sponsor or an administrator may let it go on. */
        SUSPEND,
        /** The task is ended. */
        REVOKE,
        /** The agent is held to be riskier by a level. */
        RAISE_RISK;

        /** Whether the task stops with it. */
        public boolean stops() {
            return this == SUSPEND || this == REVOKE;
        }
    }

    /**
     * A rule for one signal.
     *
     * @param after with which one it happens, counted from one; of calls in a minute the most that may be
     */
    public record Rule(Optional<Integer> after, Optional<Consequence> then) {

        static Rule of(int after, Consequence then) {
            return new Rule(Optional.of(after), Optional.of(then));
        }

        private Rule or(Rule other) {
            return new Rule(after.or(other::after), then.or(other::then));
        }
    }

    /** Something that follows from a signal. */
    public record Finding(Consequence then, String saw) {}

    public Drift {
        rules = Map.copyOf(rules);
    }

    private static Set<String> members() {
        Set<String> members =
                Arrays.stream(DriftSignal.values()).map(DriftSignal::member).collect(Collectors.toSet());
        members.add(THEN);
        return Set.copyOf(members);
    }

    /** Parses {@code {"outOfAuthority":3,"then":"suspend","newKey":{"after":1,"then":"revoke"},…}}; what is not said is absent. */
    public static Drift parse(JsonNode node, String path) {
        ObjectNode object = Members.object(node, path, MEMBERS);
        Map<DriftSignal, Rule> rules = new EnumMap<>(DriftSignal.class);
        for (DriftSignal signal : DriftSignal.values()) {
            String its = path + "." + signal.member();
            Rule rule = signal == DriftSignal.OUT_OF_AUTHORITY
                    ? rule(object, signal, signal.member(), its, path + "." + THEN)
                    : rule(object.path(signal.member()), signal, its);
            if (rule.after().isPresent() || rule.then().isPresent()) {
                rules.put(signal, rule);
            }
        }
        return new Drift(rules);
    }

    private static Rule rule(JsonNode node, DriftSignal signal, String path) {
        if (node.isMissingNode() || node.isNull()) {
            return new Rule(Optional.empty(), Optional.empty());
        }
        return rule(
                Members.object(node, path, Set.of(AFTER, THEN)), signal, AFTER, path + "." + AFTER, path + "." + THEN);
    }

    private static Rule rule(ObjectNode object, DriftSignal signal, String after, String afterPath, String thenPath) {
        Optional<Integer> number = Members.whole(object, after, afterPath, signal.most());
        Optional<Consequence> then = Optional.ofNullable(Members.optionalText(object, THEN, thenPath, 64))
                .map(text -> Wire.parse(Consequence.class, thenPath, text));
        then.filter(one -> !signal.consequences().contains(one)).ifPresent(one -> {
            throw new InvalidInput(thenPath + " must be one of "
                    + signal.consequences().stream().map(Wire::name).collect(Collectors.joining(", ")));
        });
        return new Rule(number, then);
    }

    /** This with what others say where it says nothing itself. */
    public Drift or(Drift others) {
        if (rules.isEmpty()) {
            return others;
        }
        Map<DriftSignal, Rule> all = new EnumMap<>(DriftSignal.class);
        all.putAll(others.rules);
        rules.forEach((signal, rule) -> all.merge(signal, rule, (other, own) -> own.or(other)));
        return new Drift(all);
    }

    /** How often a signal may be seen before something follows. */
    public int after(DriftSignal signal) {
        return rules.get(signal).after().orElseThrow();
    }

    /** What follows then. */
    public Consequence then(DriftSignal signal) {
        return rules.get(signal).then().orElseThrow();
    }

    /**
     * What follows from a signal. A task that should have been stopped is stopped with the next one; else something happens each time
     * that so many more were seen.
     *
     * @param seen how many of them were seen under the task, this one included
     * @param times how many times as many as usual are tolerated
     */
    public Optional<Finding> follows(DriftSignal signal, int seen, int times) {
        int most = after(signal) * times;
        Consequence then = then(signal);
        boolean now = then.stops() ? seen >= most : seen % most == 0;
        return now ? Optional.of(new Finding(then, signal.saw(then.stops() ? most : seen))) : Optional.empty();
    }

    /** What follows from more calls in a minute than may be. */
    public Finding tooFast() {
        return new Finding(then(DriftSignal.CALL_RATE), DriftSignal.CALL_RATE.saw(after(DriftSignal.CALL_RATE)));
    }

    /** As it is written in a record and in settings. */
    public ObjectNode write() {
        ObjectNode node = StrictJson.object();
        for (DriftSignal signal : List.of(DriftSignal.values())) {
            Rule rule = rules.get(signal);
            if (rule != null) {
                boolean flat = signal == DriftSignal.OUT_OF_AUTHORITY;
                ObjectNode into = flat ? node : node.putObject(signal.member());
                rule.after().ifPresent(number -> into.put(flat ? signal.member() : AFTER, number));
                rule.then().ifPresent(then -> into.put(THEN, Wire.name(then)));
            }
        }
        return node;
    }
}
