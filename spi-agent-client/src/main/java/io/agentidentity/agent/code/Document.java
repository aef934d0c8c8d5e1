package io.agentidentity.agent.code;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import java.util.Locale;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;

/** The two forms of a document: JSON, and YAML 1.2 with nothing in it that JSON could not say. */
final class Document {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MAX_CHARACTERS = 50_000_000;
    private static final int MAX_DEPTH = 20;

    private Document() {}

    /**
     * Parses either form; what starts with a brace is JSON.
     *
     * @throws InvalidInput if it is neither, repeats a member, or uses YAML's aliases, anchors or tags
     */
    static JsonNode parse(String text) {
        String start = text == null ? "" : text.stripLeading();
        try {
            if (start.startsWith("{")) {
                return StrictJson.parse(text);
            }
            LoadSettings settings = LoadSettings.builder()
                    .setAllowDuplicateKeys(false)
                    .setMaxAliasesForCollections(0)
                    .setCodePointLimit(MAX_CHARACTERS)
                    .build();
            checkPlain(settings, start);
            Object loaded = new Load(settings).loadFromString(start);
            return StrictJson.parse(StrictJson.write(MAPPER.valueToTree(loaded)));
        } catch (StrictJson.MalformedJson | YamlEngineException | IllegalArgumentException e) {
            throw new InvalidInput("the document is neither acceptable JSON nor YAML: " + firstLine(e.getMessage()));
        }
    }

    /** Looked at before anything is built: a few lines of aliases or brackets can stand for more than memory holds. */
    private static void checkPlain(LoadSettings settings, String text) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            if (event instanceof AliasEvent) {
                throw new InvalidInput("the document must not use YAML aliases; " + place(event));
            }
            if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
                throw new InvalidInput("the document must not use YAML anchors; " + place(event));
            }
            boolean tagged = event instanceof ScalarEvent scalar
                    ? scalar.getTag().isPresent()
                    : event instanceof CollectionStartEvent start
                            && start.getTag().isPresent();
            if (tagged) {
                throw new InvalidInput("the document must not use YAML tags; " + place(event));
            }
            if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
                throw new InvalidInput("the document is nested too deeply; " + place(event));
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
    }

    private static String place(Event event) {
        return event.getStartMark()
                .map(mark -> "see line " + (mark.getLine() + 1))
                .orElse("see the document");
    }

    /** Block YAML, ending in a line break. */
    static String yaml(JsonNode node) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setSplitLines(false)
                .build();
        return new Dump(settings, new Texts(settings)).dumpToString(MAPPER.convertValue(node, Object.class));
    }

    /** Quotes every text that some other reader of YAML, of whatever version, takes for a number, a date, a truth or nothing. */
    private static final class Texts extends StandardRepresenter {

        private static final Set<String> WORDS = Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null");

        Texts(DumpSettings settings) {
            super(settings);
            representers.put(
                    String.class,
                    text -> representScalar(
                            Tag.STR,
                            (String) text,
                            isText((String) text) ? ScalarStyle.PLAIN : ScalarStyle.DOUBLE_QUOTED));
        }

        private static boolean isText(String text) {
            return !text.isEmpty()
                    && (Character.isLetter(text.charAt(0)) || text.charAt(0) == '/')
                    && !WORDS.contains(text.toLowerCase(Locale.ROOT));
        }
    }

    private static String firstLine(String message) {
        return message == null ? "malformed" : message.lines().findFirst().orElse("malformed");
    }
}
