package io.agentidentity.task.store;

import io.agentidentity.task.TaskId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/** Row of a token of ours; times in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT_TOKEN")
public class AgentTokenEntity {

    @Id
    @Column(name = "JTI", length = 64)
    String jti;

    @Enumerated(EnumType.STRING)
    @Column(name = "KIND", length = 12)
    TokenKind kind;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "AGENT_ID", length = 36)
    String agentId;

    /** Absent on an actor token; on a hand-over token the task of the agent that it was handed down to. */
    @Column(name = "TASK_ID", length = 64)
    String taskId;

    /** The agent's epoch at issue. */
    @Column(name = "AGENT_EPOCH")
    int agentEpoch;

    /** The task's epoch at issue. */
    @Column(name = "TASK_EPOCH")
    int taskEpoch;

    /** The token of ours that this one was derived from. */
    @Column(name = "PARENT_JTI", length = 64)
    String parentJti;

    @Column(name = "ISSUED_AT")
    long issuedAt;

    @Column(name = "EXPIRES_AT")
    long expiresAt;

    @Column(name = "REVOKED")
    boolean revoked;

    StoredToken toToken() {
        return new StoredToken(
                jti,
                kind,
                agentId,
                Optional.ofNullable(taskId).map(TaskId::new),
                agentEpoch,
                taskEpoch,
                Instant.ofEpochMilli(issuedAt),
                Instant.ofEpochMilli(expiresAt),
                revoked);
    }
}
