package io.agentidentity.authority;

import io.agentidentity.json.Wire;
import java.util.Optional;

/** How a constraint compares a call parameter with its value. */
public enum Operator {
    /** The same string, number or truth value. */
    EQ,
    /** One of the listed values. */
    IN,
    /** None of the listed values, though of their type. */
    NOT_IN,
    /** A number that is not below. */
    MIN,
    /** A number that is not above. */
    MAX,
    /** A string that starts so. */
    PREFIX,
    /** A string of at most so many code points. */
    MAX_LENGTH;

    /** The name on the wire. */
    public String wire() {
        return Wire.name(this);
    }

    static Optional<Operator> of(String name) {
        for (Operator operator : values()) {
            if (operator.wire().equals(name)) {
                return Optional.of(operator);
            }
        }
        return Optional.empty();
    }
}
