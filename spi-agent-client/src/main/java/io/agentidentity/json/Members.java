package io.agentidentity.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads members of a JSON object with messages that name the member. */
public final class Members {

    private static final int MAX_LIST = 200;

    private Members() {}

    public static ObjectNode object(JsonNode node, String path, Set<String> known) {
        if (!(node instanceof ObjectNode object)) {
            throw new InvalidInput(path + " must be an object");
        }
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw new InvalidInput("unknown member '" + printable(name) + "' in " + path);
            }
        }
        return object;
    }

    public static String text(ObjectNode object, String name, String path, int max) {
        String value = optionalText(object, name, path, max);
        if (value == null || value.isBlank()) {
            throw new InvalidInput(path + " is required");
        }
        return value;
    }

    public static String optionalText(ObjectNode object, String name, String path, int max) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isTextual()) {
            throw new InvalidInput(path + " must be a string");
        }
        return checked(node.textValue(), path, max);
    }

    public static boolean flag(ObjectNode object, String name, String path) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return false;
        }
        if (!node.isBoolean()) {
            throw new InvalidInput(path + " must be true or false");
        }
        return node.booleanValue();
    }

    public static int seconds(ObjectNode object, String name, String path, int absent, int max) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return absent;
        }
        if (!node.canConvertToInt() || !node.isIntegralNumber() || node.intValue() < 1 || node.intValue() > max) {
            throw new InvalidInput(path + " must be a whole number of seconds from 1 to " + max);
        }
        return node.intValue();
    }

    /** A whole number from 1 on; empty if the member is absent. */
    public static Optional<Integer> whole(ObjectNode object, String name, String path, int max) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (!node.canConvertToInt() || !node.isIntegralNumber() || node.intValue() < 1 || node.intValue() > max) {
            throw new InvalidInput(path + " must be a whole number from 1 to " + max);
        }
        return Optional.of(node.intValue());
    }

    /** An instant to the millisecond; empty if the member is absent. */
    public static Optional<Instant> instant(ObjectNode object, String name, String path) {
        String text = optionalText(object, name, path, 64);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.ofEpochMilli(Instant.parse(text).toEpochMilli()));
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new InvalidInput(path + " must be an ISO 8601 instant such as 2030-01-31T12:00:00Z");
        }
    }

    /** A list of distinct strings in the order given; {@code null} if the member is absent. */
    public static List<String> list(ObjectNode object, String name, String path) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isArray() || node.size() > MAX_LIST) {
            throw new InvalidInput(path + " must be a list of at most " + MAX_LIST + " strings");
        }
        Set<String> values = new LinkedHashSet<>();
        for (JsonNode item : node) {
            if (!item.isTextual() || item.textValue().isBlank()) {
                throw new InvalidInput(path + " must hold non-empty strings");
            }
            values.add(checked(item.textValue(), path, 1024));
        }
        return List.copyOf(new ArrayList<>(values));
    }

    private static String checked(String value, String path, int max) {
        if (value.length() > max) {
            throw new InvalidInput(path + " must have at most " + max + " characters");
        }
        if (!PlainText.is(value)) {
            throw new InvalidInput(path + " must not hold control or direction characters");
        }
        return value;
    }

    private static String printable(String name) {
        return name.codePoints()
                .limit(64)
                .filter(PlainText::is)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
