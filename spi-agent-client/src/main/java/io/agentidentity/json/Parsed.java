package io.agentidentity.json;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What texts mean that rows hold and requests read again and again. The texts themselves are read from the database each time; only
 * what one parses to, which never changes, is kept.
 *
 * @param <T> an immutable type
 */
public final class Parsed<T> {

    private static final int MOST_KEPT = 1000;
    private static final int LONGEST_KEPT = 8192;

    private final Map<String, T> known = new ConcurrentHashMap<>();
    private final Function<String, T> parser;

    /** @param parser gives the same for the same text, whenever it is asked */
    public Parsed(Function<String, T> parser) {
        this.parser = parser;
    }

    /** What a text parses to. */
    public T of(String text) {
        T value = known.get(text);
        return value != null ? value : parsed(text);
    }

    private T parsed(String text) {
        T value = parser.apply(text);
        if (text.length() <= LONGEST_KEPT) {
            if (known.size() >= MOST_KEPT) {
                known.clear();
            }
            known.put(text, value);
        }
        return value;
    }
}
