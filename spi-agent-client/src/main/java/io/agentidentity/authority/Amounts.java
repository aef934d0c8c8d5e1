package io.agentidentity.authority;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.json.InvalidInput;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one call adds to the sums of a task. A parameter that is not there adds nothing.
 *
 * @param values by the names of the parameters
 * @param unusable the name of a parameter that is there and cannot be added up: no number, below zero, with too many digits, or one
 *     that the name can be read as twice
 */
public record Amounts(SortedMap<String, BigDecimal> values, Optional<String> unusable) {

    public Amounts {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /**
     * The amounts in a call's parameters.
     *
     * @param names the parameters that are summed
     */
    public static Amounts of(Collection<String> names, JsonNode parameters) {
        SortedMap<String, BigDecimal> values = new TreeMap<>();
        for (String name : names) {
            List<JsonNode> found = CallParameters.find(parameters, name);
            if (found.isEmpty()) {
                continue;
            }
            try {
                BigDecimal amount = Forms.number(found.get(0), name);
                if (found.size() > 1 || amount.signum() < 0) {
                    return new Amounts(values, Optional.of(name));
                }
                values.put(name, amount);
            } catch (InvalidInput e) {
                return new Amounts(values, Optional.of(name));
            }
        }
        return new Amounts(values, Optional.empty());
    }
}
