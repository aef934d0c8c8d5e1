package io.agentidentity.task.store;

import java.time.Instant;
import java.util.Optional;

/**
 * What is stored about a token of ours.
 *
 * @param taskId absent on an actor token
 * @param agentEpoch the agent's epoch at issue
 */
public record StoredToken(
        String jti,
        String agentId,
        Optional<String> taskId,
        int agentEpoch,
        Instant issuedAt,
        Instant expiresAt,
        boolean revoked) {}
