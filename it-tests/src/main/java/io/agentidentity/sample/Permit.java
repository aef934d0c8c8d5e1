package io.agentidentity.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * Leave to serve one call.
 *
 * @param hasObligations whether whoever serves the call must do something besides, of which this server knows nothing
 */
record Permit(String decisionId, Instant expires, String parameterDigest, boolean hasObligations) {

    /**
     * The permit that an answer holds.
     *
     * @throws Refusal if the answer is no
     * @throws Keycloak.KeycloakAway if it is no answer
     */
    static Permit parse(JsonNode answer) {
        if (!answer.path("decision").isBoolean()) {
            throw new Keycloak.KeycloakAway("it answers no decision");
        }
        JsonNode context = answer.path("context");
        if (!answer.path("decision").asBoolean()) {
            // reason_admin is for administrators; the agent gets the code alone.
            throw Refusal.insufficientAuthorization(
                    "denied: " + context.path("denial_reason").asText("policy_denied"));
        }
        try {
            return new Permit(
                    context.path("decision_id").asText(),
                    Instant.parse(context.path("permit_expires_at").asText()),
                    context.path("parameter_digest").asText(),
                    context.has("obligations")
                            && !context.path("obligations")
                                    .equals(StrictMapper.object().arrayNode()));
        } catch (DateTimeException e) {
            throw new Keycloak.KeycloakAway(e);
        }
    }
}
