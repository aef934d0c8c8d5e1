package io.agentidentity.it.realm;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The access token of somebody who logs in through {@code admin-cli}, taken anew before it runs out. */
final class LoginToken {

    private static final Duration MARGIN = Duration.ofSeconds(15);

    private final Http http;
    private final String tokenEndpoint;
    private final Form login;
    private String token = "";
    private String refreshToken = "";
    private Instant until = Instant.MIN;

    LoginToken(Http http, String issuer, String username, String password) {
        this.http = http;
        this.tokenEndpoint = issuer + "/protocol/openid-connect/token";
        this.login = Form.of("grant_type", "password")
                .and("client_id", "admin-cli")
                .and("username", username)
                .and("password", password);
    }

    synchronized String get() {
        if (Instant.now().isAfter(until)) {
            renew();
        }
        return token;
    }

    /** Takes a new token now, for rights that came up since the last. */
    synchronized void renew() {
        Answer answer = refreshToken.isEmpty() ? send(login) : send(refresh());
        if (answer.status() != 200) {
            answer = send(login).expect(200);
        }
        token = answer.json().path("access_token").asText();
        refreshToken = answer.json().path("refresh_token").asText();
        until = Instant.now()
                .plusSeconds(answer.json().path("expires_in").asLong())
                .minus(MARGIN);
    }

    private Form refresh() {
        return Form.of("grant_type", "refresh_token")
                .and("client_id", "admin-cli")
                .and("refresh_token", refreshToken);
    }

    private Answer send(Form form) {
        return http.form(tokenEndpoint, form, Map.of());
    }
}
