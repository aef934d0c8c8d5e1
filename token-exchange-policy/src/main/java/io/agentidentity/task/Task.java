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
 * @param principalId the person on whose behalf the task runs, or the agent's service account where it runs for nobody
 * @param above the tasks that this one was handed down from, the first one first
 * @param txn the transaction id that all its tokens carry
 * @param epoch raised whenever all tokens issued so far must stay dead while the task may go on
 * @param login what the person's authentication was when the task was opened
 * @param originClientId the client that the person was logged in to
 * @param originTraceId the trace of the request that opened it, or the task above it; says nothing for certain
 * @param originAddress digest of the address that its first token went to
 * @param suspendedBy who suspended it, from then until it goes on; stays if it ends instead
 * @param endedBy who ended it, if somebody did
 * @param binding the keys that whoever goes on with it must prove, whatever the request rests on
 */
public record Task(
        TaskId id,
        String realmId,
        String agentId,
        int agentEpoch,
        String principalId,
        Ground ground,
        List<TaskId> above,
        Optional<String> purpose,
        Authority authority,
        TaskState state,
        int epoch,
        Optional<Rank> suspendedBy,
        Optional<Rank> endedBy,
        Optional<String> endReason,
        String txn,
        Login login,
        String originClientId,
        Optional<String> originTraceId,
        Optional<String> originAddress,
        Instant createdAt,
        Instant expiresAt,
        Issued issued,
        KeyBinding binding) {

    public Task {
        above = List.copyOf(above);
    }

    /** How many agents stand in the {@code act} chain of its tokens. */
    public int depth() {
        return above.size() + 1;
    }

    /** The task that this one was handed down from. */
    public Optional<TaskId> parent() {
        return above.isEmpty() ? Optional.empty() : Optional.of(above.get(above.size() - 1));
    }

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

    /**
     * Names the task, and for whom it is, in a record of what happens to it or under it.
     *
     * @param issuer whose people they are
     */
    public AuditRecord namedIn(AuditRecord record, String issuer) {
        return namedIn(record, issuer, state);
    }

    /** The same where what is recorded brings the task into another state. */
    public AuditRecord namedIn(AuditRecord record, String issuer, TaskState at) {
        record.task(id.value(), at.wire(), purposeDigest().orElse(null));
        if (ground == Ground.AUTONOMOUS) {
            record.principal(issuer, principalId);
        } else {
            record.principal(issuer, principalId, login.assertedBy());
        }
        originTraceId.ifPresent(record::originTrace);
        return record;
    }

    /**
     * The {@code authorization_details} entry that the agent is answered for rights that were granted under this task. It may be
     * sent back as it is.
     *
     * @param type the entry's type in this realm
     */
    public ObjectNode details(Authority.Rights granted, String type) {
        ObjectNode entry = granted.toJson().put("type", type).put("task_id", id.value());
        purpose.ifPresent(words -> entry.put("purpose", words));
        return entry;
    }

    /** The same entry as the token holds it: without what only this server meters, and with a digest for the purpose. */
    public ObjectNode tokenDetails(Authority.Rights granted, String type) {
        ObjectNode entry = granted.toTokenJson().put("type", type).put("task_id", id.value());
        purposeDigest().ifPresent(digest -> entry.put(TaskDetails.PURPOSE_DIGEST, digest));
        return entry;
    }

    /**
     * The person's authentication.
     *
     * @param authTime seconds since the epoch
     * @param sessionId Keycloak's session of the login, where there is one
     * @param assertedBy alias of the identity provider that vouched for the person; empty if this realm authenticated them
     */
    public record Login(
            Optional<Long> authTime,
            Optional<String> acr,
            List<String> amr,
            Optional<String> sessionId,
            Optional<String> assertedBy) {

        /** Nobody logged in. */
        public static final Login NONE =
                new Login(Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty());
    }

    /** Why the agent may work on the task. */
    public enum Ground {
        /** The agent's delegation rule allows it to act for the person. */
        RULE,
        /** The person's token named the agent in {@code may_act}, which counts as consent. */
        MAY_ACT,
        /** The agent works on its own, for nobody. */
        AUTONOMOUS
    }

    /**
     * What was issued under the task.
     *
     * @param tokens how many tokens
     * @param latestJti the token that the task may be continued from
     * @param lastTokenExpiresAt when the last token that a signature-only verifier would accept runs out
     */
    public record Issued(int tokens, Optional<String> latestJti, Optional<Instant> lastTokenExpiresAt) {

        /** Nothing yet. */
        public static final Issued NOTHING = new Issued(0, Optional.empty(), Optional.empty());
    }
}
