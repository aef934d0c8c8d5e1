package io.agentidentity.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** JSON written with single quotes, so that tests can be read. */
public final class Texts {

    private Texts() {}

    public static JsonNode json(String text) {
        return StrictJson.parse(text.replace('\'', '"'));
    }

    public static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(ThrowingCallable parsing) {
        return Assertions.assertThatThrownBy(parsing).isInstanceOf(InvalidInput.class);
    }
}
