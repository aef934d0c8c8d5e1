package io.agentidentity.audit.delivery;

import java.util.List;
import java.util.Optional;

/** Whoever takes lines, in their order. Told of one more than once it keeps it once, by its id. */
@FunctionalInterface
public interface Receiver {

    /** Hands over lines until one is not taken, or until it has been at it for a while. */
    Taken send(List<Line> lines);

    /**
     * What came of it.
     *
     * @param lines how many of them, from the first on, were taken
     * @param trouble with the next one; empty if there is none
     */
    record Taken(int lines, Optional<Trouble> trouble) {}
}
