package io.agentidentity.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads members of a JSON object with messages that name the member. */
final class Members {

    private static final int MAX_LIST = 200;

    private Members() {}

    static ObjectNode object(JsonNode node, String path, Set<String> known) {
        if (!(node instanceof ObjectNode object)) {
            throw new InvalidAgent(path + " must be an object");
        }
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw new InvalidAgent("unknown member '" + printable(name) + "' in " + path);
            }
        }
        return object;
    }

    static String text(ObjectNode object, String name, String path, int max) {
        String value = optionalText(object, name, path, max);
        if (value == null || value.isBlank()) {
            throw new InvalidAgent(path + " is required");
        }
        return value;
    }

    static String optionalText(ObjectNode object, String name, String path, int max) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isTextual()) {
            throw new InvalidAgent(path + " must be a string");
        }
        return checked(node.textValue(), path, max);
    }

    static boolean flag(ObjectNode object, String name, String path) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return false;
        }
        if (!node.isBoolean()) {
            throw new InvalidAgent(path + " must be true or false");
        }
        return node.booleanValue();
    }

    static int seconds(ObjectNode object, String name, String path, int absent, int max) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return absent;
        }
        if (!node.canConvertToInt() || !node.isIntegralNumber() || node.intValue() < 1 || node.intValue() > max) {
            throw new InvalidAgent(path + " must be a whole number of seconds from 1 to " + max);
        }
        return node.intValue();
    }

    /** A list of distinct strings in the order given; {@code null} if the member is absent. */
    static List<String> list(ObjectNode object, String name, String path) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isArray() || node.size() > MAX_LIST) {
            throw new InvalidAgent(path + " must be a list of at most " + MAX_LIST + " strings");
        }
        Set<String> values = new LinkedHashSet<>();
        for (JsonNode item : node) {
            if (!item.isTextual() || item.textValue().isBlank()) {
                throw new InvalidAgent(path + " must hold non-empty strings");
            }
            values.add(checked(item.textValue(), path, 1024));
        }
        return List.copyOf(new ArrayList<>(values));
    }

    private static String checked(String value, String path, int max) {
        if (value.length() > max) {
            throw new InvalidAgent(path + " must have at most " + max + " characters");
        }
        if (value.chars().anyMatch(Members::unprintable)) {
            throw new InvalidAgent(path + " must not hold control or direction characters");
        }
        return value;
    }

    private static String printable(String name) {
        return name.codePoints()
                .limit(64)
                .filter(c -> !unprintable(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean unprintable(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c == 0x2028 || c == 0x2029;
    }
}
