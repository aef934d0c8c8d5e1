package io.agentidentity.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenIdsTest {

    @Test
    void aTokenOfAnOnlineSessionThatNamesNoSessionMayBeOurs() {
        assertThat(TokenIds.possiblyOurs(token("{\"jti\":\"onrtte:1\"}"))).contains("onrtte:1");
        assertThat(TokenIds.possiblyOurs(token("{\"jti\":\"onrtte:1\",\"sid\":null}")))
                .contains("onrtte:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"jti\":\"onrtte:1\",\"sid\":\"s\"}",
                "{\"jti\":\"ofrtte:1\"}",
                "{\"jti\":\"1\"}",
                "{\"jti\":null}",
                "[]",
                "null",
                "",
                "{\"jti\":"
            })
    void aTokenOfAnybodyElseIsNot(String payload) {
        assertThat(TokenIds.possiblyOurs(token(payload))).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "..", "a.b.c", "e30.e30", "e30.e30.e30.e30", "e30.*.e30"})
    void whatIsNoTokenIsNot(String text) {
        assertThat(TokenIds.possiblyOurs(text)).isEmpty();
    }

    @Test
    void aTokenThatNestsWithoutEndDoesNoHarm() {
        assertThat(TokenIds.possiblyOurs(token("{\"a\":" + "[".repeat(100_000))))
                .isEmpty();
    }

    private static String token(String payload) {
        return "e30." + Base64.getUrlEncoder().encodeToString(payload.getBytes(StandardCharsets.UTF_8)) + ".e30";
    }
}
