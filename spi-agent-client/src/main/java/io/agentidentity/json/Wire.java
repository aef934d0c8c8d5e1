package io.agentidentity.json;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How enumerations are written on the wire: the name in lower case. */
public final class Wire {

    private Wire() {}

    public static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    public static <E extends Enum<E>> E parse(Class<E> type, String member, String text) {
        for (E value : type.getEnumConstants()) {
            if (name(value).equals(text)) {
                return value;
            }
        }
        String known = Arrays.stream(type.getEnumConstants()).map(Wire::name).collect(Collectors.joining(", "));
        throw new InvalidInput(member + " must be one of " + known);
    }
}
