package io.agentidentity.audit.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Says that records were removed from the beginning of a chain because they were old enough, so that what follows them still
 * verifies.
 *
 * @param first sequence of the first of them
 * @param last the last of them, where what remains goes on
 */
public record Tombstone(long first, Head last) {

    /** As a signature shows it. */
    public ObjectNode toJson() {
        ObjectNode node = last.toJson();
        return node.put("first", first).put("count", last.sequence() - first + 1);
    }

    static Optional<Tombstone> of(JsonNode node) {
        return Head.of(node)
                .filter(last -> node.path("first").isIntegralNumber()
                        && node.path("first").longValue() >= 1
                        && node.path("first").longValue() <= last.sequence())
                .map(last -> new Tombstone(node.path("first").longValue(), last));
    }
}
