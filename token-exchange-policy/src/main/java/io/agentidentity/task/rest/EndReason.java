package io.agentidentity.task.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.services.ErrorResponse;

/** The optional body of an ending: {@code {"reason":"…"}}. */
final class EndReason {

    private static final int MAX = 255;

    private EndReason() {}

    static String parse(String body) {
        if (body == null || body.isBlank()) {
            return null;
        }
        Optional<JsonNode> reason;
        try {
            reason = Optional.ofNullable(StrictJson.parse(body).get("reason")).filter(node -> !node.isNull());
        } catch (StrictJson.MalformedJson e) {
            throw ErrorResponse.error(
                    "the body is not acceptable JSON: " + e.getMessage(), Response.Status.BAD_REQUEST);
        }
        if (reason.isPresent()
                && (!reason.get().isTextual() || reason.get().textValue().length() > MAX)) {
            throw ErrorResponse.error(
                    "reason must be a string of at most " + MAX + " characters", Response.Status.BAD_REQUEST);
        }
        return reason.map(JsonNode::textValue).orElse(null);
    }
}
