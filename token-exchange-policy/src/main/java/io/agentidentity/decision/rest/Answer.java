package io.agentidentity.decision.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.authority.Limits;
import io.agentidentity.decision.Denied;
import io.agentidentity.json.StrictJson;
import java.time.Instant;

/**
 * What is answered to one evaluation (AuthZEN 1.0 section 6.2).
 *
 * @param id of the decision
 */
record Answer(String id, boolean permitted, JsonNode json) {

    static Answer permit(String id, Instant expires, String parameterDigest, Limits left) {
        ObjectNode context = StrictJson.object()
                .put("decision_id", id)
                .put("permit_expires_at", expires.toString())
                .put("parameter_digest", parameterDigest);
        if (!left.isEmpty()) {
            context.set("remaining", left.toJson());
        }
        return of(id, true, context);
    }

    static Answer deny(String id, Denied denied) {
        ObjectNode context = StrictJson.object()
                .put("decision_id", id)
                .put("denial_reason", denied.denial().wire());
        context.putObject("reason_admin").put("en", denied.reason());
        return of(id, false, context);
    }

    /** One that was given before. */
    static Answer again(String id, boolean permitted, String json) {
        return new Answer(id, permitted, StrictJson.parse(json));
    }

    /** To an evaluation among several on which nothing is decided, with the status that it would have alone (AuthZEN 1.0 section 7.2). */
    static ObjectNode undecided(int status, String message) {
        ObjectNode answer = StrictJson.object().put("decision", false);
        answer.putObject("context").putObject("error").put("status", status).put("message", message);
        return answer;
    }

    private static Answer of(String id, boolean permitted, ObjectNode context) {
        ObjectNode answer = StrictJson.object().put("decision", permitted);
        answer.set("context", context);
        return new Answer(id, permitted, answer);
    }
}
