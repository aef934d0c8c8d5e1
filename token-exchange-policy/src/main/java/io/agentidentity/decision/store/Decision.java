package io.agentidentity.decision.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.json.StrictJson;
import java.time.Instant;
import java.util.Optional;

/**
 * A decision that was made.
 *
 * @param callerId internal id of the client that asked
 * @param answer what was answered, as JSON
 * @param basis how the realm's rules judged the call, as JSON; absent where they were not asked
 */
public record Decision(
        String id,
        String taskId,
        String callerId,
        boolean permitted,
        String answer,
        Optional<String> basis,
        Instant decidedAt) {

    /** The id of the obligation to take a permit before the call is served. */
    public static final String SINGLE_USE = "single_use";

    /** Whether its permit is good no longer at this instant. */
    public boolean expired(Instant now) {
        String until = StrictJson.parse(answer).at("/context/permit_expires_at").asText();
        return !now.isBefore(Instant.parse(until));
    }

    /** Whether the realm's rules make its permit one to be taken before the call is served, which can be done once. */
    public boolean singleUse() {
        for (JsonNode obligation : StrictJson.parse(answer).at("/context/obligations")) {
            if (SINGLE_USE.equals(obligation.path("id").textValue())) {
                return true;
            }
        }
        return false;
    }
}
