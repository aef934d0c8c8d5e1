package io.agentidentity.decision.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/** Row of a decision; times in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT_DECISION")
public class AgentDecisionEntity {

    private static final int MAX_SHORT = 2000;

    @Id
    @Column(name = "ID", length = 64)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "TASK_ID", length = 64)
    String taskId;

    /** Internal id of the client that asked. */
    @Column(name = "CALLER_ID", length = 36)
    String callerId;

    /** Digest of who asked what with which request id; absent where the request had none. */
    @Column(name = "RETRY_KEY", length = 80)
    String retryKey;

    @Column(name = "PERMITTED")
    boolean permitted;

    /** What was answered. */
    @Column(name = "ANSWER", length = MAX_SHORT)
    private String answer;

    /** In place of {@code answer} where that does not fit. */
    @Column(name = "ANSWER_LONG")
    private String answerLong;

    @Column(name = "DECIDED_AT")
    long decidedAt;

    /** What the enforcement point said came of it. */
    @Column(name = "OUTCOME", length = 20)
    String outcome;

    /** How the realm's rules judged the call, and what is kept of it; absent where they were not asked. */
    @Column(name = "BASIS", length = MAX_SHORT)
    private String basis;

    /** In place of {@code basis} where that does not fit. */
    @Column(name = "BASIS_LONG")
    private String basisLong;

    void setBasis(String json) {
        boolean fits = json == null || json.length() <= MAX_SHORT;
        basis = fits ? json : null;
        basisLong = fits ? null : json;
    }

    void setAnswer(String json) {
        boolean fits = json.length() <= MAX_SHORT;
        answer = fits ? json : null;
        answerLong = fits ? null : json;
    }

    Decision toDecision() {
        return new Decision(
                id,
                taskId,
                callerId,
                permitted,
                answer != null ? answer : answerLong,
                Optional.ofNullable(basis != null ? basis : basisLong),
                Instant.ofEpochMilli(decidedAt));
    }
}
