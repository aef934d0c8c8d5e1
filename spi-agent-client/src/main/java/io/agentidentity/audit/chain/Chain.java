package io.agentidentity.audit.chain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** A chain as it grows. */
public final class Chain {

    private final String name;
    private Optional<Head> end;

    /**
     * A chain that goes on.
     *
     * @param end where it ends; empty if it has no record yet
     */
    public Chain(String name, Optional<Head> end) {
        this.name = name;
        this.end = end;
    }

    /** Seals a record as the next one; the record gets its link as a member. */
    public Head append(ObjectNode record) {
        Head head = Link.seal(record, name, end).head();
        end = Optional.of(head);
        return head;
    }
}
