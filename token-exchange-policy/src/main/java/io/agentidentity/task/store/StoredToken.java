package io.agentidentity.task.store;

import io.agentidentity.task.TaskId;
import java.time.Instant;
import java.util.Optional;

/**
 * What is stored about a token of ours.
 *
 * @param taskId absent on an actor token
 * @param agentId who got the token
 * @param agentEpoch the agent's epoch at issue
 * @param taskEpoch the task's epoch at issue
 */
public record StoredToken(
        String jti,
        TokenKind kind,
        String agentId,
        Optional<TaskId> taskId,
        int agentEpoch,
        int taskEpoch,
        Instant issuedAt,
        Instant expiresAt,
        boolean revoked) {}
