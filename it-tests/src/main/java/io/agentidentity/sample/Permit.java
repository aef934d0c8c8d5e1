package io.agentidentity.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Leave to serve one call.
 *
 * @param obligations ids of what whoever serves the call must do besides
 */
record Permit(String decisionId, Instant expires, String parameterDigest, Set<String> obligations) {

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
                    obligations(context.path("obligations")));
        } catch (DateTimeException e) {
            throw new Keycloak.KeycloakAway(e);
        }
    }

    /** An obligation without an id is one that nobody knows. */
    private static Set<String> obligations(JsonNode listed) {
        Set<String> ids = new HashSet<>();
        listed.forEach(obligation -> ids.add(obligation.path("id").asText()));
        if (!listed.isArray() && !listed.isMissingNode()) {
            ids.add("");
        }
        return ids;
    }
}
