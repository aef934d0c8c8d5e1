package io.agentidentity.audit.read;

/**
 * A stretch of the chain, and in which direction it is read.
 *
 * @param after place of the record before the first one
 * @param before place of the record after the last one
 */
public record Span(long after, long before, boolean ascending) {

    /** The whole chain, newest first. */
    public static final Span NEWEST_FIRST = new Span(0, Long.MAX_VALUE, false);

    /** The whole chain from its beginning. */
    public static final Span OLDEST_FIRST = new Span(0, Long.MAX_VALUE, true);

    /** The same from a place on. */
    public Span from(long place) {
        return new Span(Math.max(after, place), before, ascending);
    }

    /** What is left of it within bounds. */
    Span within(long lowest, long highest) {
        return new Span(
                Math.max(after, lowest), highest == Long.MAX_VALUE ? before : Math.min(before, highest), ascending);
    }

    /** What is left of it once it was read up to a place. */
    public Span past(long place) {
        return ascending ? new Span(place, before, true) : new Span(after, place, false);
    }
}
