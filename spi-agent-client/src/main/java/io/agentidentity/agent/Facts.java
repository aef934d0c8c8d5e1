package io.agentidentity.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Label;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.Wire;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What people say an agent is. Shown and searched; the product itself never decides on it, but the rules of a realm may.
 *
 * @param texts of {@code vendor}, {@code model}, {@code framework}, {@code version} and {@code contact} those that are known
 * @param labels words that put agents into classes, in order, each once
 * @param protocols what it speaks and where
 */
public record Facts(Map<String, String> texts, List<String> labels, List<Protocol> protocols) {

    /** Nothing is known. */
    public static final Facts NONE = new Facts(Map.of(), List.of(), List.of());

    private static final List<String> TEXTS = List.of("vendor", "model", "framework", "version", "contact");
    private static final Set<String> MEMBERS =
            Set.of("vendor", "model", "framework", "version", "contact", "labels", "protocols");
    private static final int MOST_PROTOCOLS = 10;
    private static final int MOST_LABELS = 20;

    /** A protocol and the address of its description: an MCP server, an A2A agent card or an OpenAPI document. */
    public record Protocol(Name name, String url) {

        /** The protocols that are known here. */
        public enum Name {
            MCP,
            A2A,
            OPENAPI
        }
    }

    static Facts parse(JsonNode node) {
        ObjectNode object = Members.object(node, "facts", MEMBERS);
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : TEXTS) {
            String text = Members.optionalText(object, name, "facts." + name, 255);
            if (text != null) {
                texts.put(name, text);
            }
        }
        return new Facts(texts, labels(object.get("labels")), protocols(object.get("protocols")));
    }

    private static List<String> labels(JsonNode node) {
        if (node == null || node.isNull()) {
            return List.of();
        }
        if (!node.isArray() || node.size() > MOST_LABELS) {
            throw new InvalidInput("facts.labels must be a list of at most " + MOST_LABELS);
        }
        Set<String> labels = new TreeSet<>();
        for (JsonNode item : node) {
            labels.add(Label.checked("facts.labels", item.isTextual() ? item.textValue() : ""));
        }
        return List.copyOf(labels);
    }

    private static List<Protocol> protocols(JsonNode node) {
        if (node == null || node.isNull()) {
            return List.of();
        }
        if (!node.isArray() || node.size() > MOST_PROTOCOLS) {
            throw new InvalidInput("facts.protocols must be a list of at most " + MOST_PROTOCOLS);
        }
        List<Protocol> protocols = new ArrayList<>();
        for (JsonNode item : node) {
            ObjectNode object = Members.object(item, "facts.protocols", Set.of("name", "url"));
            protocols.add(new Protocol(
                    Wire.parse(
                            Protocol.Name.class,
                            "facts.protocols.name",
                            Members.text(object, "name", "facts.protocols.name", 64)),
                    url(Members.text(object, "url", "facts.protocols.url", 1024))));
        }
        return List.copyOf(protocols);
    }

    /** Shown as a link to administrators, so nothing but the web's own schemes. */
    private static String url(String text) {
        try {
            URI uri = new URI(text);
            if (!Set.of("https", "http").contains(String.valueOf(uri.getScheme())) || uri.getHost() == null) {
                throw new InvalidInput("facts.protocols.url must be an http or https URL");
            }
            return text;
        } catch (URISyntaxException e) {
            throw new InvalidInput("facts.protocols.url must be an http or https URL");
        }
    }

    ObjectNode write() {
        ObjectNode node = StrictJson.object();
        TEXTS.stream().filter(texts::containsKey).forEach(name -> node.put(name, texts.get(name)));
        if (!labels.isEmpty()) {
            node.set("labels", StrictJson.array(labels));
        }
        if (!protocols.isEmpty()) {
            ArrayNode array = node.putArray("protocols");
            protocols.forEach(protocol ->
                    array.addObject().put("name", Wire.name(protocol.name())).put("url", protocol.url()));
        }
        return node;
    }
}
