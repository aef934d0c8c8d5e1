package io.agentidentity.audit.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import java.util.Optional;

/**
 * The end of a chain at some time. Whoever has one can tell whether anything up to it was changed since.
 *
 * @param sequence of its last record
 * @param hash of its last record
 */
public record Head(String chain, long sequence, String hash) {

    /** As an answer or a signature shows it. */
    public ObjectNode toJson() {
        return StrictJson.object().put("chain", chain).put("sequence", sequence).put("hash", hash);
    }

    static Optional<Head> of(JsonNode node) {
        boolean complete = node.path("chain").isTextual()
                && node.path("sequence").isIntegralNumber()
                && node.path("hash").isTextual();
        return complete
                ? Optional.of(new Head(
                        node.path("chain").textValue(),
                        node.path("sequence").longValue(),
                        node.path("hash").textValue()))
                : Optional.empty();
    }
}
