package io.agentidentity.audit.chain;

import io.agentidentity.audit.chain.Fault.Kind;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What was removed from the beginning of a chain, as tombstones say. They must lie against each other from the first record on: what
 * was removed without one is missing.
 *
 * @param end where the records end that were removed; empty if none were
 * @param fault the first thing that is wrong with the tombstones; empty if nothing is
 */
public record Removed(Optional<Head> end, Optional<Fault> fault) {

    /** What tombstones say that are trusted, in any order. */
    public static Removed of(Collection<Tombstone> tombstones) {
        List<Tombstone> all = tombstones.stream()
                .distinct()
                .sorted(Comparator.comparingLong(Tombstone::first))
                .toList();
        Optional<Head> end = Optional.empty();
        for (Tombstone one : all) {
            long expected = end.map(Head::sequence).orElse(0L) + 1;
            if (end.filter(head -> !head.chain().equals(one.last().chain())).isPresent()) {
                return new Removed(end, Optional.of(Fault.untrusted()));
            }
            if (one.first() > expected) {
                return new Removed(end, Optional.of(Fault.removed(expected, one.first() - 1)));
            }
            if (one.first() < expected) {
                return new Removed(
                        end,
                        Optional.of(new Fault(
                                Kind.FORKED,
                                one.first(),
                                "two tombstones say different things of record " + one.first())));
            }
            end = Optional.of(one.last());
        }
        return new Removed(end, Optional.empty());
    }

    /** Sequence of the last record that was removed; 0 if none was. */
    public long last() {
        return end.map(Head::sequence).orElse(0L);
    }
}
