package io.agentidentity.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.audit.AuditRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A task: the durable record that tokens are issued under.
 *
 * @param agentEpoch the agent's epoch when the task was opened; a task of an older epoch is dead
 * @param principalId the person on whose behalf the task runs
 * @param txn the transaction id that all its tokens carry
 * @param login what the person's authentication was when the task was opened
 * @param originClientId the client that the person was logged in to
 * @param endedBy who ended it, if somebody did
 * @param lastTokenExpiresAt when the last token that a signature-only verifier would accept runs out
 */
public record Task(
        TaskId id,
        String realmId,
        String agentId,
        int agentEpoch,
        String principalId,
        Optional<String> purpose,
        Authority authority,
        TaskState state,
        Optional<Rank> endedBy,
        Optional<String> endReason,
        String txn,
        Login login,
        String originClientId,
        Instant createdAt,
        Instant expiresAt,
        Optional<Instant> lastTokenExpiresAt) {

    /** The state at an instant: a task whose time has run out is expired, whether or not somebody noted it. */
    public TaskState stateAt(Instant now) {
        return !state.isFinal() && !now.isBefore(expiresAt) ? TaskState.EXPIRED : state;
    }

    /** Whether tokens of the task are good at an instant, given the agent's epoch now. */
    public boolean live(Instant now, int epochNow) {
        return stateAt(now) == TaskState.ACTIVE && agentEpoch == epochNow;
    }

    /** The digest of the purpose, which stands in tokens and records in place of the words. */
    public Optional<String> purposeDigest() {
        return purpose.map(AuditRecord::digest);
    }

    /** The {@code authorization_details} entry for rights that were granted under this task. */
    public ObjectNode details(Authority.Rights granted) {
        ObjectNode entry = granted.toJson().put("type", TaskDetails.TYPE).put("task_id", id.value());
        return entry;
    }

    /**
     * The person's authentication.
     *
     * @param authTime seconds since the epoch
     * @param sessionId Keycloak's session of the login, where there is one
     */
    public record Login(Optional<Long> authTime, Optional<String> acr, List<String> amr, Optional<String> sessionId) {}
}
