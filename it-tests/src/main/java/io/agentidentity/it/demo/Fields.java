package io.agentidentity.it.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** A member of a JSON object as names and values, each on a line: what lies one level deeper gets lines of its own. */
final class Fields {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
    private static final int MAX_VALUE = 100;
    private static final Pattern JWT = Pattern.compile("eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+");

    private Fields() {}

    static Map<String, String> of(String name, JsonNode value) {
        Map<String, String> fields = new LinkedHashMap<>();
        boolean oneObject = value.isArray() && value.size() == 1 && value.get(0).isObject();
        if (oneObject) {
            value.get(0)
                    .properties()
                    .forEach(member -> fields.put(name + "[0]." + member.getKey(), line(member.getValue())));
        } else if (value instanceof ObjectNode object) {
            object.properties().forEach(member -> fields.put(name + "." + member.getKey(), line(member.getValue())));
        } else if (name.equals("exp")) {
            fields.put(name, value + "  (" + TIME.format(Instant.ofEpochSecond(value.asLong())) + ")");
        } else {
            fields.put(name, line(value));
        }
        return fields;
    }

    private static String line(JsonNode value) {
        String text = value.isTextual() ? value.asText() : value.toString();
        if (JWT.matcher(text).matches()) {
            return Tokens.shorten(text);
        }
        return text.length() > MAX_VALUE ? text.substring(0, MAX_VALUE - 1) + "…" : text;
    }
}
