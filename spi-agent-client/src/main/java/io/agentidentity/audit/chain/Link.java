package io.agentidentity.audit.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.CanonicalJson;
import io.agentidentity.json.StrictJson;
import java.util.Optional;

/**
 * The place of a record in the chain of its realm; the record shows it under {@code data.integrity}.
 *
 * @param chain which chain
 * @param sequence from one, without gaps
 * @param previous the hash of the record before; empty for the first
 * @param hash SHA-256 of the record in canonical form (RFC 8785) without the hash itself
 */
public record Link(String chain, long sequence, Optional<String> previous, String hash) {

    private static final String DATA = "data";
    private static final String INTEGRITY = "integrity";
    private static final String HASH = "hash";

    /**
     * Puts a record in its place.
     *
     * @param record gets the link as a member
     * @param before where the chain ends; empty if the record is its first
     */
    static Link seal(ObjectNode record, String chain, Optional<Head> before) {
        long sequence = before.map(Head::sequence).orElse(0L) + 1;
        Optional<String> previous = before.map(Head::hash);
        ObjectNode integrity = StrictJson.object().put("chain", chain).put("sequence", sequence);
        previous.ifPresent(hash -> integrity.put("prev_hash", hash));
        record.withObject("/" + DATA).set(INTEGRITY, integrity);
        String hash = CanonicalJson.digest(record);
        integrity.put(HASH, hash);
        return new Link(chain, sequence, previous, hash);
    }

    /** The place that a record says it has; empty if it says none. */
    static Optional<Link> of(JsonNode record) {
        JsonNode said = record.path(DATA).path(INTEGRITY);
        boolean complete = said.path("chain").isTextual()
                && said.path("sequence").canConvertToLong()
                && said.path("sequence").isIntegralNumber()
                && said.path(HASH).isTextual();
        return complete
                ? Optional.of(new Link(
                        said.path("chain").textValue(),
                        said.path("sequence").longValue(),
                        Optional.ofNullable(said.path("prev_hash").textValue()),
                        said.path(HASH).textValue()))
                : Optional.empty();
    }

    /** Whether a record is what its hash was made of. */
    static boolean intact(JsonNode record) {
        ObjectNode bare = record.deepCopy();
        JsonNode hash = ((ObjectNode) bare.path(DATA).path(INTEGRITY)).remove(HASH);
        return CanonicalJson.digest(bare).equals(hash.textValue());
    }

    /** The chain as it ends with this record. */
    Head head() {
        return new Head(chain, sequence, hash);
    }
}
