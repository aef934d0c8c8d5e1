package io.agentidentity.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Whose token came with a request.
 *
 * @param facts the claims of the token, or what introspection says of it
 */
record Caller(String token, JsonNode facts) {

    /** The person that the request is made for, or the agent itself in a task without a person. */
    String subject() {
        return facts.path("sub").asText();
    }

    boolean hasScope(String scope) {
        return List.of(facts.path("scope").asText().split(" ", -1)).contains(scope);
    }

    /** Who really called: {@code act} tells the agent for a person from the person. For logs and people to read. */
    String name() {
        String person = facts.path("username").asText(subject());
        return facts.has("act") ? facts.at("/act/client_id").asText() + " for " + person : person;
    }

    @Override
    public String toString() {
        return name();
    }
}
