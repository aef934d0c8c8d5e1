package io.agentidentity.authority;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One operator with its value.
 *
 * @param values distinct, of one type, in their order; several only where the operator takes a list
 */
record Constraint(Operator operator, List<Scalar> values) {

    private static final int MAX_VALUES = 100;
    private static final int MAX_TEXT = 512;
    private static final int MAX_LENGTH = 1_000_000;

    Constraint {
        values = List.copyOf(values);
    }

    static Constraint parse(Operator operator, JsonNode node, String path) {
        return new Constraint(
                operator,
                switch (operator) {
                    case EQ -> List.of(Scalar.parse(node, path));
                    case IN, NOT_IN -> list(node, path);
                    case MIN, MAX -> List.of(new Scalar(Forms.number(node, path)));
                    case PREFIX -> List.of(new Scalar(Forms.text(node, path, 1, MAX_TEXT)));
                    case MAX_LENGTH ->
                        List.of(new Scalar(BigDecimal.valueOf(Forms.whole(node, path, 0, MAX_LENGTH))
                                .stripTrailingZeros()));
                });
    }

    private static List<Scalar> list(JsonNode node, String path) {
        if (!node.isArray() || node.isEmpty() || node.size() > MAX_VALUES) {
            throw new InvalidInput(path + " must be a list of 1 to " + MAX_VALUES + " values");
        }
        Scalar first = Scalar.parse(node.get(0), path);
        Set<Scalar> values = new TreeSet<>();
        for (JsonNode item : node) {
            Scalar value = Scalar.parse(item, path);
            if (!value.sameType(first) || !values.add(value)) {
                throw new InvalidInput(path + " must hold distinct values of one type");
            }
        }
        return List.copyOf(values);
    }

    JsonNode toJson() {
        ArrayNode array = StrictJson.array(List.of());
        values.forEach(value -> value.addTo(array));
        return takesList() ? array : array.get(0);
    }

    /** Whether everything that another constraint with this operator accepts is accepted by this one too. */
    boolean covers(Constraint other) {
        return switch (operator) {
            case EQ -> values.equals(other.values);
            case IN -> values.containsAll(other.values);
            case NOT_IN -> other.values.containsAll(values);
            case MIN -> other.number().compareTo(number()) >= 0;
            case MAX, MAX_LENGTH -> other.number().compareTo(number()) <= 0;
            case PREFIX -> other.text().startsWith(text());
        };
    }

    /** Whether a call parameter keeps to it; one of another type never does. */
    boolean accepts(JsonNode parameter) {
        return switch (operator) {
            case EQ, IN -> values.stream().anyMatch(value -> value.is(parameter));
            case NOT_IN -> values.get(0).sameType(parameter) && values.stream().noneMatch(value -> value.is(parameter));
            case MIN -> Forms.isNumber(parameter) && parameter.decimalValue().compareTo(number()) >= 0;
            case MAX -> Forms.isNumber(parameter) && parameter.decimalValue().compareTo(number()) <= 0;
            case PREFIX -> parameter.isTextual() && parameter.textValue().startsWith(text());
            case MAX_LENGTH -> parameter.isTextual() && length(parameter.textValue()) <= number().intValueExact();
        };
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private boolean takesList() {
        return operator == Operator.IN || operator == Operator.NOT_IN;
    }

    private BigDecimal number() {
        return values.get(0).number();
    }

    private String text() {
        return values.get(0).text();
    }
}
