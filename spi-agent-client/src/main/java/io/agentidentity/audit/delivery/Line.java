package io.agentidentity.audit.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.json.StrictJson;
import java.util.regex.Pattern;

/**
 * One thing to deliver: a sealed record or a signed head, as a CloudEvents 1.0 JSON event.
 *
 * @param id by which a receiver knows it if it comes again
 * @param sequence of the record, or of the record that the head is of
 * @param head whether it is a head
 * @param json exactly as it is kept
 */
public record Line(String id, String type, long sequence, boolean head, String json) {

    /** The id goes into a header and into names; what was written past us may be anything. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private static final Pattern TYPE = Pattern.compile("[a-z0-9._]{1,64}");

    /** A record as the chain has it. One that somebody spoilt is passed on as it is, under the name of its place. */
    public static Line record(long sequence, String json) {
        JsonNode event = parsed(json);
        String id = event.path("id").asText();
        String type = event.path("type").asText();
        return new Line(
                ID.matcher(id).matches() ? id : "record-" + sequence,
                TYPE.matcher(type).matches() ? type : "unknown",
                sequence,
                false,
                json);
    }

    private static JsonNode parsed(String json) {
        try {
            return StrictJson.parse(json);
        } catch (StrictJson.MalformedJson e) {
            return StrictJson.object();
        }
    }
}
