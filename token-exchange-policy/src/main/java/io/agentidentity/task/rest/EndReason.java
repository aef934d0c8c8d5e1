package io.agentidentity.task.rest;

import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.keycloak.services.ErrorResponse;

/** The optional body of an ending: {@code {"reason":"…"}}. */
final class EndReason {

    private static final int MAX = 255;

    private EndReason() {}

    static String parse(String body) {
        if (body == null || body.isBlank()) {
            return null;
        }
        try {
            return Members.optionalText(
                    Members.object(StrictJson.parse(body), "the body", Set.of("reason")), "reason", "reason", MAX);
        } catch (StrictJson.MalformedJson e) {
            throw ErrorResponse.error(
                    "the body is not acceptable JSON: " + e.getMessage(), Response.Status.BAD_REQUEST);
        } catch (InvalidInput e) {
            throw ErrorResponse.error(e.getMessage(), Response.Status.BAD_REQUEST);
        }
    }
}
