package io.agentidentity.it.realm;

import com.fasterxml.jackson.databind.JsonNode;

/** A successful answer of the token endpoint. */
public record TokenAnswer(Answer answer, Jwt jwt) {

    static TokenAnswer of(Answer answer) {
        return new TokenAnswer(
                answer, Jwt.parse(answer.json().path("access_token").asText()));
    }

    public String accessToken() {
        return jwt.raw();
    }

    /** The claims of the access token. */
    public JsonNode claims() {
        return jwt.claims();
    }

    /** The members of the answer. */
    public JsonNode json() {
        return answer.json();
    }

    public String refreshToken() {
        return json().path("refresh_token").asText();
    }

    @Override
    public String toString() {
        return answer.toString();
    }
}
