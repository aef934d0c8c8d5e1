package io.agentidentity.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.NullValue;
import dev.cel.runtime.CelVariableResolver;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The facts of one request as conditions see them; each is found out when the first condition looks at it. */
final class FactView implements CelVariableResolver, Facts {

    private final Facts facts;
    private final Map<Fact, Optional<Object>> known = new EnumMap<>(Fact.class);
    private final Map<String, Optional<Boolean>> groups = new HashMap<>();
    private RuntimeException failure;

    FactView(Facts facts) {
        this.facts = facts;
    }

    @Override
    public Optional<Object> find(String name) {
        return Fact.named(name).flatMap(this::seen);
    }

    @Override
    public Object value(Fact fact) {
        return seen(fact).orElse(null);
    }

    @Override
    public boolean loginReaches(String acr) {
        return facts.loginReaches(acr);
    }

    @Override
    public Optional<Boolean> ownerIn(String groupPath) {
        return groups.computeIfAbsent(groupPath, facts::ownerIn);
    }

    /** Before each condition. */
    void begin() {
        failure = null;
    }

    /** So that a fact that could not be found out is never taken for one that is not there. */
    void rethrow() {
        if (failure != null) {
            throw failure;
        }
    }

    private Optional<Object> seen(Fact fact) {
        Optional<Object> value = known.get(fact);
        if (value == null) {
            try {
                value = Optional.ofNullable(celValue(fact, facts.value(fact)));
            } catch (RuntimeException e) {
                failure = e;
                throw e;
            }
            known.put(fact, value);
        }
        return value;
    }

    private static Object celValue(Fact fact, Object value) {
        if (value instanceof JsonNode json) {
            return celValue(fact, celValue(json));
        }
        if (fact == Fact.HISTORY_CALLS_OF && value instanceof Map<?, ?> counts) {
            return new Counts(counts);
        }
        if (value instanceof Integer number) {
            return number.longValue();
        }
        return value instanceof Collection<?> some ? List.copyOf(some) : value;
    }

    private static Object celValue(JsonNode json) {
        return switch (json.getNodeType()) {
            case OBJECT -> {
                Map<String, Object> map = new HashMap<>();
                json.properties().forEach(member -> map.put(member.getKey(), celValue(member.getValue())));
                yield map;
            }
            case ARRAY -> {
                List<Object> list = new ArrayList<>();
                json.forEach(each -> list.add(celValue(each)));
                yield list;
            }
            case NUMBER ->
                json.isIntegralNumber() && json.canConvertToLong()
                        ? (Object) json.longValue()
                        : (Object) json.doubleValue();
            case BOOLEAN -> json.booleanValue();
            case STRING -> json.textValue();
            default -> NullValue.NULL_VALUE;
        };
    }

    /** Counts by name, 0 for every name without one. */
    private static final class Counts extends AbstractMap<String, Long> {

        private final Map<String, Long> counts = new HashMap<>();

        Counts(Map<?, ?> some) {
            some.forEach((name, count) -> counts.put((String) name, ((Number) count).longValue()));
        }

        @Override
        public Set<Entry<String, Long>> entrySet() {
            return Collections.unmodifiableSet(counts.entrySet());
        }

        @Override
        public boolean containsKey(Object name) {
            return name instanceof String;
        }

        @Override
        public Long get(Object name) {
            return counts.getOrDefault(name, 0L);
        }
    }
}
