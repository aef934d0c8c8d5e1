package io.agentidentity.decision.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.authority.Limits;
import io.agentidentity.decision.Denied;
import io.agentidentity.json.StrictJson;
import io.agentidentity.policy.enforce.Basis;
import io.agentidentity.policy.enforce.Judgement;
import java.time.Instant;
import java.util.Optional;

/**
 * What is answered to one evaluation (AuthZEN 1.0 section 6.2).
 *
 * @param id of the decision
 * @param basis what is kept of how the realm's rules judged the call, if they were asked now
 */
record Answer(String id, boolean permitted, JsonNode json, Optional<Basis> basis) {

    static Answer permit(String id, Instant expires, String parameterDigest, Limits left, Judgement judgement) {
        ObjectNode context = StrictJson.object()
                .put("decision_id", id)
                .put("permit_expires_at", expires.toString())
                .put("parameter_digest", parameterDigest);
        if (!left.isEmpty()) {
            context.set("remaining", left.toJson());
        }
        judgement.describe(context);
        judgement.oblige(context);
        return of(id, true, context, judgement.basis());
    }

    static Answer deny(String id, Denied denied, Optional<Judgement> judgement) {
        ObjectNode context = StrictJson.object()
                .put("decision_id", id)
                .put("denial_reason", denied.denial().wire());
        context.putObject("reason_admin").put("en", denied.reason());
        judgement.ifPresent(rules -> rules.describe(context));
        return of(id, false, context, judgement.flatMap(Judgement::basis));
    }

    /** One that was given before. */
    static Answer again(String id, boolean permitted, String json) {
        return new Answer(id, permitted, StrictJson.parse(json), Optional.empty());
    }

    /** To an evaluation among several on which nothing is decided, with the status that it would have alone (AuthZEN 1.0 section 7.2). */
    static ObjectNode undecided(int status, String message) {
        ObjectNode answer = StrictJson.object().put("decision", false);
        answer.putObject("context").putObject("error").put("status", status).put("message", message);
        return answer;
    }

    private static Answer of(String id, boolean permitted, ObjectNode context, Optional<Basis> basis) {
        ObjectNode answer = StrictJson.object().put("decision", permitted);
        answer.set("context", context);
        return new Answer(id, permitted, answer, basis);
    }
}
