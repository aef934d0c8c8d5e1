package io.agentidentity.authority;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.agentidentity.json.InvalidInput;
import java.math.BigDecimal;

/**
 * A string, an exact number or a truth value.
 *
 * @param value a {@link String}, a {@link BigDecimal} without trailing zeros, or a {@link Boolean}
 */
record Scalar(Object value) implements Comparable<Scalar> {

    private static final int MAX_TEXT = 512;

    static Scalar parse(JsonNode node, String path) {
        if (node.isTextual()) {
            return new Scalar(Forms.text(node, path, 0, MAX_TEXT));
        }
        if (node.isNumber()) {
            return new Scalar(Forms.number(node, path));
        }
        if (node.isBoolean()) {
            return new Scalar(node.booleanValue());
        }
        throw new InvalidInput(path + " must be a string, a number, true or false");
    }

    boolean sameType(Scalar other) {
        return value.getClass() == other.value.getClass();
    }

    /** Whether a call parameter is of this value's type. */
    boolean sameType(JsonNode parameter) {
        if (value instanceof String) {
            return parameter.isTextual();
        }
        return value instanceof Boolean ? parameter.isBoolean() : Forms.isNumber(parameter);
    }

    /** Whether a call parameter has this value: strings by code points, numbers by value. */
    boolean is(JsonNode parameter) {
        if (!sameType(parameter)) {
            return false;
        }
        if (value instanceof String text) {
            return text.equals(parameter.textValue());
        }
        return value instanceof BigDecimal number
                ? number.compareTo(parameter.decimalValue()) == 0
                : value.equals(parameter.booleanValue());
    }

    String text() {
        return (String) value;
    }

    BigDecimal number() {
        return (BigDecimal) value;
    }

    void addTo(ArrayNode array) {
        if (value instanceof String text) {
            array.add(text);
        } else if (value instanceof Boolean flag) {
            array.add(flag);
        } else if (number().scale() <= 0) {
            array.add(number().longValueExact());
        } else {
            array.add(number());
        }
    }

    /** An order among values of one type. */
    @Override
    public int compareTo(Scalar other) {
        if (value instanceof String text) {
            return text.compareTo(other.text());
        }
        return value instanceof BigDecimal number
                ? number.compareTo(other.number())
                : ((Boolean) value).compareTo((Boolean) other.value);
    }
}
