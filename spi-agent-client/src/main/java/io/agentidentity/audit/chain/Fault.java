package io.agentidentity.audit.chain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.Wire;

/**
 * The first thing that is wrong with a chain.
 *
 * @param sequence of the record that it is wrong with
 * @param message the same for people
 */
public record Fault(Kind kind, long sequence, String message) {

    /** What was done to the chain. */
    public enum Kind {
        /** A record is not what it was when it was sealed. */
        EDITED,
        /** A record is missing, and records after it are there. */
        REMOVED,
        /** A record is there that does not belong there. */
        INSERTED,
        /** A record stands after ones that came later. */
        REORDERED,
        /** The last records are missing. */
        TRUNCATED,
        /** The chain was written anew: a signed head says something else. */
        FORKED,
        /** What is said to be a head is none, or nobody trusted signed it. */
        HEAD_INVALID
    }

    /** Of a head that is none of this chain, or that none of its keys signed. */
    public static Fault untrusted() {
        return new Fault(Kind.HEAD_INVALID, 0, "a head is none of this chain, or none of its keys signed it");
    }

    /** Of a record that is not there. */
    public static Fault missing(long sequence) {
        return new Fault(Kind.REMOVED, sequence, "record " + sequence + " is missing");
    }

    /** Of records that were removed, and no tombstone says so. */
    static Fault removed(long first, long last) {
        return new Fault(
                Kind.REMOVED,
                first,
                "the records from " + first + " to " + last + " are missing, and no tombstone says so");
    }

    /** As an answer shows it. */
    public ObjectNode toJson() {
        return StrictJson.object()
                .put("kind", Wire.name(kind))
                .put("sequence", sequence)
                .put("message", message);
    }
}
