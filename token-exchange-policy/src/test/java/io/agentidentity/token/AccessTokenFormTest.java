package io.agentidentity.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.JsonWebToken;

class AccessTokenFormTest {

    private static final long NOW = 1_795_000_000;

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"JWT", "jwt", "at+jwt", "application/at+jwt"})
    void anAccessTokenIsOneByItsHeader(String type) {
        assertThat(AccessTokenForm.isAccessToken(type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "logout+jwt",
                "secevent+jwt",
                "token-introspection+jwt",
                "oauth-id-jag+jwt",
                "txntoken+jwt",
                "dpop+jwt",
                "JWT2"
            })
    void ac26ATokenOfAnotherKindIsNone(String type) {
        assertThat(AccessTokenForm.isAccessToken(type)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"-3600, true", "0, true", "15, true", "16, false", "86400, false"})
    void ac35ATokenIsNotFromTheFuture(long ahead, boolean good) {
        assertThat(AccessTokenForm.notAhead(new JsonWebToken().iat(NOW + ahead), NOW))
                .isEqualTo(good);
    }

    @Test
    void ac35ATokenSaysWhenItWasIssued() {
        assertThat(AccessTokenForm.notAhead(new JsonWebToken(), NOW)).isFalse();
    }
}
