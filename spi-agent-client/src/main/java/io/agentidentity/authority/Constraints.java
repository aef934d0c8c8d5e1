package io.agentidentity.authority;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the parameters of a call must be like; all of it must hold. A parameter under a constraint must be there and of the type
 * that the constraint is about. Strings are compared code point by code point and never normalized, numbers by their value.
 *
 * <p>A name with dots means the one member that it can be read as, {@code {"a.b":1}} or {@code {"a":{"b":1}}}; where it can be
 * read as several, the call violates the constraint, because the server that serves the call might read it another way.
 */
public final class Constraints {

    /** Nothing is constrained. */
    public static final Constraints NONE = new Constraints(new TreeMap<>());

    private static final int MAX_PARAMETERS = 32;

    private final SortedMap<String, Map<Operator, Constraint>> byParameter;

    private Constraints(SortedMap<String, Map<Operator, Constraint>> byParameter) {
        if (byParameter.size() > MAX_PARAMETERS) {
            throw new InvalidInput("constraints must name at most " + MAX_PARAMETERS + " parameters");
        }
        this.byParameter = byParameter;
    }

    /**
     * Parses {@code {"amount":{"max":500}}}.
     *
     * @throws InvalidInput if a name, an operator or a value is not of its form; the message names the operator
     */
    public static Constraints parse(JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            throw new InvalidInput("constraints must be an object");
        }
        SortedMap<String, Map<Operator, Constraint>> all = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = Forms.parameter(member.getKey(), "constraints");
            all.put(name, operators(member.getValue(), Forms.shown("constraints", name)));
        }
        return new Constraints(all);
    }

    private static Map<Operator, Constraint> operators(JsonNode node, String path) {
        if (!(node instanceof ObjectNode object) || object.isEmpty()) {
            throw new InvalidInput(path + " must be an object with at least one operator");
        }
        Map<Operator, Constraint> operators = new EnumMap<>(Operator.class);
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            Operator operator =
                    Operator.of(member.getKey()).orElseThrow(() -> new InvalidInput("unknown operator in " + path));
            operators.put(operator, Constraint.parse(operator, member.getValue(), path + "." + operator.wire()));
        }
        return operators;
    }

    /** The one JSON form of these constraints: parameters and lists in their order, numbers as short as they can be. */
    public ObjectNode toJson() {
        ObjectNode node = StrictJson.object();
        byParameter.forEach((name, operators) -> {
            ObjectNode inner = node.putObject(name);
            operators.forEach((operator, constraint) -> inner.set(operator.wire(), constraint.toJson()));
        });
        return node;
    }

    public boolean isEmpty() {
        return byParameter.isEmpty();
    }

    /** Whether each of these constraints is among the others and no looser there. */
    public boolean covers(Constraints other) {
        return byParameter.entrySet().stream().allMatch(entry -> {
            Map<Operator, Constraint> inner = other.byParameter.getOrDefault(entry.getKey(), Map.of());
            return entry.getValue().values().stream().allMatch(own -> {
                Constraint theirs = inner.get(own.operator());
                return theirs != null && own.covers(theirs);
            });
        });
    }

    /**
     * What a request means within these constraints: each operator on each parameter that it does not mention stays. Whether what
     * it does mention is no looser, {@link #covers} tells.
     *
     * @throws InvalidInput if that makes too many parameters
     */
    public Constraints inheritedBy(Constraints request) {
        SortedMap<String, Map<Operator, Constraint>> all = new TreeMap<>();
        for (Constraints layer : List.of(this, request)) {
            layer.byParameter.forEach(
                    (name, operators) -> all.computeIfAbsent(name, any -> new EnumMap<>(Operator.class))
                            .putAll(operators));
        }
        return new Constraints(all);
    }

    /**
     * The first constraint that a call does not keep to, in the order of names and operators.
     *
     * @param parameters the call's parameters; anything but an object has none
     */
    public Optional<Violation> violation(JsonNode parameters) {
        for (Map.Entry<String, Map<Operator, Constraint>> entry : byParameter.entrySet()) {
            List<JsonNode> found = CallParameters.find(parameters, entry.getKey());
            for (Constraint constraint : entry.getValue().values()) {
                if (found.size() != 1 || !constraint.accepts(found.get(0))) {
                    return Optional.of(new Violation(entry.getKey(), constraint.operator()));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Constraints constraints && byParameter.equals(constraints.byParameter);
    }

    @Override
    public int hashCode() {
        return byParameter.hashCode();
    }

    @Override
    public String toString() {
        return toJson().toString();
    }
}
