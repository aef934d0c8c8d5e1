package io.agentidentity.authority;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.PlainText;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Set;
import java.util.regex.Pattern;

/** The forms of what stands in constraints and limits. No message quotes what was sent unless it is a plain name. */
final class Forms {

    /** A whole number of that many digits fits 64 bits. */
    private static final int MOST_WHOLE_DIGITS = 18;

    /** A fraction of that many digits survives every reader that takes numbers for doubles. */
    private static final int MOST_DIGITS = 15;

    /** Digits and exponent that are looked at before anything is computed. */
    private static final int MOST_SENT = 100;

    private static final int MAX_NAME = 128;
    private static final int MAX_STEPS = 5;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private Forms() {}

    static ObjectNode object(JsonNode node, String path, Set<String> known) {
        if (!(node instanceof ObjectNode object)) {
            throw new InvalidInput(path + " must be an object");
        }
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            if (!known.contains(names.next())) {
                throw new InvalidInput("unknown member in " + path);
            }
        }
        return object;
    }

    /**
     * An exact number without trailing zeros.
     *
     * @throws InvalidInput if it is none, or has so many digits or so large an exponent that readers would not agree on it
     */
    static BigDecimal number(JsonNode node, String path) {
        if (node == null || !isNumber(node)) {
            throw new InvalidInput(path + " must be a number");
        }
        BigDecimal value = node.decimalValue();
        if (value.precision() <= MOST_SENT && Math.abs((long) value.scale()) <= MOST_SENT) {
            BigDecimal plain = value.stripTrailingZeros();
            boolean whole = plain.scale() <= 0;
            if (whole
                    ? plain.precision() - plain.scale() <= MOST_WHOLE_DIGITS
                    : plain.precision() <= MOST_DIGITS && plain.scale() <= MOST_DIGITS) {
                return plain;
            }
        }
        throw new InvalidInput(path + " must have at most " + MOST_WHOLE_DIGITS + " digits, or " + MOST_DIGITS
                + " if it is a fraction");
    }

    /** Whether it is a number that can be compared; those that are not finite can stand in a tree, though not in JSON. */
    static boolean isNumber(JsonNode node) {
        return node.isNumber() && (!(node.isDouble() || node.isFloat()) || Double.isFinite(node.doubleValue()));
    }

    static int whole(JsonNode node, String path, int least, int most) {
        if (node == null
                || !node.isIntegralNumber()
                || !node.canConvertToInt()
                || node.intValue() < least
                || node.intValue() > most) {
            throw new InvalidInput(path + " must be a whole number from " + least + " to " + most);
        }
        return node.intValue();
    }

    static String text(JsonNode node, String path, int least, int most) {
        if (node == null
                || !node.isTextual()
                || node.textValue().length() < least
                || node.textValue().length() > most
                || !PlainText.is(node.textValue())) {
            throw new InvalidInput(path + " must be a string of " + least + " to " + most
                    + " characters, none of them control or format");
        }
        return node.textValue();
    }

    /** The name of a call parameter; dots lead into nested objects. */
    static String parameter(String name, String path) {
        String[] steps = name.split("\\.", -1);
        boolean blankStep = false;
        for (String step : steps) {
            blankStep |= step.isBlank();
        }
        if (blankStep || steps.length > MAX_STEPS || name.length() > MAX_NAME || !PlainText.is(name)) {
            throw new InvalidInput(path + " must name parameters of 1 to " + MAX_NAME + " characters and at most "
                    + MAX_STEPS + " steps");
        }
        return name;
    }

    /** A name as a message may show it. */
    static String shown(String path, String name) {
        return path + "." + (PLAIN.matcher(name).matches() ? name : "(parameter)");
    }

    /** Writes a number as short as it can be, a whole one without exponent. */
    static void put(ObjectNode node, String name, BigDecimal number) {
        if (number.scale() <= 0) {
            node.put(name, number.longValueExact());
        } else {
            node.put(name, number);
        }
    }
}
