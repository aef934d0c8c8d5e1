package io.agentidentity.audit.chain;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.audit.chain.Fault.Kind;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Goes along a chain record by record and finds the first thing that is wrong. Signed heads pin what lies at and before them; without
 * one nobody can tell a chain that was written anew, or whose end is gone.
 */
public final class Verification {

    private final TreeMap<Long, Head> heads = new TreeMap<>();
    private final Optional<Head> start;
    private Optional<Head> last;
    private Optional<Fault> fault = Optional.empty();
    private long records;

    /**
     * A walk along a chain.
     *
     * @param start where the records before end, if they are not shown; empty to begin with the first of all
     * @param heads trusted heads, in any order; two that say different things of one place are a fork
     */
    public Verification(Optional<Head> start, Collection<Head> heads) {
        this.start = start;
        this.last = start;
        for (Head head : heads) {
            Head other = this.heads.putIfAbsent(head.sequence(), head);
            if (other != null && !other.equals(head)) {
                found(
                        Kind.FORKED,
                        head.sequence(),
                        "two signed heads say different things of record " + head.sequence());
            }
        }
        start.map(from -> this.heads.get(from.sequence()))
                .filter(head -> !head.equals(start.get()))
                .ifPresent(head -> found(
                        Kind.FORKED,
                        head.sequence(),
                        "a signed head says something else of record " + head.sequence()));
    }

    /** The end of a chain whose last record is this one, as the record says; empty if it is none. */
    public static Optional<Head> headOf(String record) {
        return parsed(record).flatMap(Link::of).map(Link::head);
    }

    /** Takes the next record. After a fault it only looks on for what tells a removed record from a misplaced one. */
    public void next(String text) {
        records++;
        Optional<JsonNode> record = parsed(text);
        Optional<Link> link = record.flatMap(Link::of);
        if (fault.isPresent()) {
            if (fault.get().kind() == Kind.REMOVED) {
                link.filter(late -> late.sequence() == fault.get().sequence())
                        .ifPresent(late -> fault = Optional.of(new Fault(
                                Kind.REORDERED,
                                late.sequence(),
                                "record " + late.sequence() + " stands after ones that came later")));
            }
            return;
        }
        long expected = expected();
        if (link.isEmpty() || !intact(record.get())) {
            found(
                    Kind.EDITED,
                    link.map(Link::sequence).orElse(expected),
                    "record " + link.map(Link::sequence).orElse(expected) + " is not what it was when it was sealed");
            return;
        }
        place(link.get(), expected);
    }

    private void place(Link link, long expected) {
        long sequence = link.sequence();
        if (last.filter(head -> !head.chain().equals(link.chain())).isPresent()) {
            found(Kind.INSERTED, expected, "record " + expected + " is of another chain");
        } else if (sequence > expected) {
            fault = Optional.of(Fault.missing(expected));
        } else if (sequence < expected) {
            found(Kind.INSERTED, sequence, "there is a second record " + sequence);
        } else if (!link.previous().equals(last.map(Head::hash))) {
            found(
                    Kind.EDITED,
                    Math.max(1, sequence - 1),
                    "record " + sequence + " does not follow from the one before, which was replaced");
        } else if (heads.containsKey(sequence) && !heads.get(sequence).equals(link.head())) {
            Long agreed = heads.lowerKey(sequence);
            found(
                    Kind.FORKED,
                    agreed == null ? start.map(Head::sequence).orElse(0L) + 1 : agreed + 1,
                    "a signed head says something else of record " + sequence + "; what is shown was written anew");
        } else {
            last = Optional.of(link.head());
        }
    }

    /** What was found, once all records were taken. */
    public Report end() {
        Head newest = heads.isEmpty() ? null : heads.lastEntry().getValue();
        if (fault.isEmpty() && newest != null) {
            if (last.filter(head -> !head.chain().equals(newest.chain())).isPresent()) {
                found(Kind.HEAD_INVALID, newest.sequence(), "a head is of another chain");
            } else if (newest.sequence() >= expected()) {
                found(
                        Kind.TRUNCATED,
                        expected(),
                        "the records from " + expected() + " to " + newest.sequence() + " are missing");
            }
        }
        return new Report(records, last, fault);
    }

    /** Whether something is wrong already. */
    public boolean failed() {
        return fault.isPresent();
    }

    private long expected() {
        return last.map(Head::sequence).orElse(0L) + 1;
    }

    private void found(Kind kind, long sequence, String message) {
        if (fault.isEmpty()) {
            fault = Optional.of(new Fault(kind, sequence, message));
        }
    }

    private static Optional<JsonNode> parsed(String text) {
        try {
            return Optional.of(StrictJson.parse(text));
        } catch (StrictJson.MalformedJson e) {
            return Optional.empty();
        }
    }

    private static boolean intact(JsonNode record) {
        try {
            return Link.intact(record);
        } catch (InvalidInput e) {
            return false;
        }
    }

    /**
     * What a verification found.
     *
     * @param records how many were looked at
     * @param last the end of what is good
     * @param fault the first thing that is wrong; empty if nothing is
     */
    public record Report(long records, Optional<Head> last, Optional<Fault> fault) {}
}
