package io.agentidentity.token;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.token.TokenMint.Minted;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Answers of the token endpoint (RFC 6749 section 5), without CORS: an agent is no browser. */
public final class TokenAnswers {

    private TokenAnswers() {}

    /** The members that every token answer has. */
    public static ObjectNode token(Minted minted) {
        return StrictJson.object()
                .put("access_token", minted.encoded())
                .put("token_type", minted.token().getType())
                .put("expires_in", minted.token().getExp() - minted.token().getIat());
    }

    public static Response ok(ObjectNode answer) {
        return answer(200, answer);
    }

    /** A refusal; the description starts with the reason's stable code. */
    public static Response refused(Reason reason, String description) {
        return answer(reason.status(), refusal(reason, description));
    }

    /** A refusal with whatever else it says, and {@code Retry-After} where it has one. */
    public static Response refused(Refusal refusal) {
        ObjectNode body = refusal(refusal.reason(), refusal.description());
        refusal.members().forEach((name, value) -> {
            if (value instanceof Integer number) {
                body.put(name, number);
            } else {
                body.put(name, value.toString());
            }
        });
        Response.ResponseBuilder answer =
                Response.fromResponse(answer(refusal.reason().status(), body));
        refusal.retryAfterSeconds().ifPresent(seconds -> answer.header(HttpHeaders.RETRY_AFTER, seconds));
        return answer.build();
    }

    private static ObjectNode refusal(Reason reason, String description) {
        return StrictJson.object().put("error", reason.error()).put("error_description", description);
    }

    private static Response answer(int status, ObjectNode body) {
        return Response.status(status)
                .entity(StrictJson.write(body))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header("Cache-Control", "no-store")
                .header("Pragma", "no-cache")
                .build();
    }
}
