package io.agentidentity.it.realm;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.util.Optional;

/** What a server answered. */
public record Answer(int status, HttpHeaders headers, String body) {

    /** The body as JSON; a missing node if it is empty. */
    public JsonNode json() {
        return Json.parse(body);
    }

    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** Itself, if it has that status. */
    public Answer expect(int expected) {
        if (status != expected) {
            throw new AssertionError("Expected HTTP " + expected + " but got " + this);
        }
        return this;
    }

    /** The last part of {@code Location}. */
    public String createdId() {
        String location =
                expect(201).header("Location").orElseThrow(() -> new AssertionError("No Location in " + this));
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /** The OAuth error code, or an empty text. */
    public String error() {
        return json().path("error").asText();
    }

    public String errorDescription() {
        return json().path("error_description").asText();
    }

    /** The token that it holds, if it is a success. */
    public TokenAnswer token() {
        return TokenAnswer.of(expect(200));
    }

    @Override
    public String toString() {
        return status + " " + body;
    }
}
