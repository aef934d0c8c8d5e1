package io.agentidentity.decision.store;

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
        Instant decidedAt) {}
