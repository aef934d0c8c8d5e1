package io.agentidentity.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;

/** Reads and writes JSON (RFC 8259) strictly; numbers stay exact. */
public final class StrictJson {

    private static final int MAX_DEPTH = 20;
    private static final ObjectMapper MAPPER = mapper();

    private StrictJson() {}

    /**
     * Parses one JSON value.
     *
     * @throws MalformedJson if the text is not exactly one value, repeats a member name, nests deeper than 20, holds a
     *     character that has no UTF-8 form (RFC 7493 section 2.1) or that databases cannot store (U+0000), or a number whose
     *     exponent is beyond 32 bits
     */
    public static JsonNode parse(String text) {
        return read(MAPPER, text);
    }

    /**
     * Parses one JSON value with a bound on nesting.
     *
     * @param maxDepth deepest nesting of objects and arrays
     * @throws MalformedJson as {@link #parse(String)}
     */
    public static JsonNode parse(String text, int maxDepth) {
        JsonNode node = parse(text);
        if (depth(node) > maxDepth) {
            throw new MalformedJson("nested too deeply");
        }
        return node;
    }

    private static int depth(JsonNode node) {
        int deepest = 0;
        for (JsonNode child : node) {
            deepest = Math.max(deepest, depth(child));
        }
        return node.isContainerNode() ? deepest + 1 : 0;
    }

    /** One line of JSON. */
    public static String write(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    /** An empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** An array of strings. */
    public static ArrayNode array(Collection<String> values) {
        ArrayNode array = MAPPER.createArrayNode();
        values.forEach(array::add);
        return array;
    }

    private static JsonNode read(ObjectMapper mapper, String text) {
        try {
            JsonNode node = mapper.readTree(text);
            if (node == null || node.isMissingNode()) {
                throw new MalformedJson("empty");
            }
            checkTexts(node);
            return node;
        } catch (JsonProcessingException e) {
            throw new MalformedJson(e.getLocation() == null ? "malformed" : "malformed at " + place(e));
        } catch (ArithmeticException | NumberFormatException e) {
            // What Jackson lets through for an exponent beyond 32 bits.
            throw new MalformedJson("holds a number that is out of range");
        }
    }

    private static void checkTexts(JsonNode node) {
        if (node.isTextual()) {
            checkText(node.textValue());
        }
        node.fieldNames().forEachRemaining(StrictJson::checkText);
        node.forEach(StrictJson::checkTexts);
    }

    private static void checkText(String text) {
        if (text.codePoints().anyMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE)) {
            throw new MalformedJson("holds a character that cannot be encoded or stored");
        }
    }

    private static String place(JsonProcessingException e) {
        return "line " + e.getLocation().getLineNr() + ", column "
                + e.getLocation().getColumnNr();
    }

    private static ObjectMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .build();
        return new ObjectMapper(factory)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    }

    /** Text that is not acceptable JSON; the message never quotes it. */
    public static final class MalformedJson extends RuntimeException {

        private static final long serialVersionUID = 1L;

        MalformedJson(String message) {
            super(message);
        }
    }
}
