package io.agentidentity.json;

import java.util.function.Function;

/** JSON that is asked for again and again, such as that of a row within a request; parsed once for as long as it stays the same. */
public final class Parsed<T> {

    private final Function<String, T> parser;
    private String text;
    private T value;

    public Parsed(Function<String, T> parser) {
        this.parser = parser;
    }

    public T of(String json) {
        if (!json.equals(text)) {
            value = parser.apply(json);
            text = json;
        }
        return value;
    }
}
