package io.agentidentity.task.store;

import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.task.Authority;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskId;
import io.agentidentity.task.TaskState;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Row of a task; times in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT_TASK")
public class AgentTaskEntity {

    private static final int MAX_SHORT = 2000;

    @Id
    @Column(name = "ID", length = 64)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "AGENT_ID", length = 36)
    String agentId;

    @Column(name = "AGENT_EPOCH")
    int agentEpoch;

    @Column(name = "PRINCIPAL_ID")
    String principalId;

    @Column(name = "PURPOSE", length = 256)
    String purpose;

    @Column(name = "AUTHORITY", length = MAX_SHORT)
    private String authority;

    /** In place of {@code authority} where that does not fit. Most fit, and a large object costs a row of its own to write. */
    @Column(name = "AUTHORITY_LONG")
    private String authorityLong;

    @Enumerated(EnumType.STRING)
    @Column(name = "STATE", length = 20)
    TaskState state;

    @Enumerated(EnumType.STRING)
    @Column(name = "ENDED_BY", length = 20)
    Rank endedBy;

    @Column(name = "END_REASON")
    String endReason;

    /** Digest of agent, person, target and login; at most one task at a time holds it. */
    @Column(name = "IMPLICIT_KEY", length = 80)
    String implicitKey;

    @Column(name = "TXN", length = 64)
    String txn;

    @Column(name = "AUTH_TIME")
    Long authTime;

    @Column(name = "ACR")
    String acr;

    @Column(name = "AMR")
    String amr;

    @Column(name = "SESSION_ID", length = 64)
    String sessionId;

    @Column(name = "ORIGIN_CLIENT_ID")
    String originClientId;

    @Column(name = "CREATED_AT")
    long createdAt;

    @Column(name = "EXPIRES_AT")
    long expiresAt;

    @Column(name = "LAST_TOKEN_EXPIRES_AT")
    Long lastTokenExpiresAt;

    void setAuthority(Authority granted) {
        String json = granted.toJson();
        authority = json.length() <= MAX_SHORT ? json : null;
        authorityLong = authority == null ? json : null;
    }

    Task toTask() {
        return new Task(
                new TaskId(id),
                realmId,
                agentId,
                agentEpoch,
                principalId,
                Optional.ofNullable(purpose),
                Authority.fromJson(authority != null ? authority : authorityLong),
                state,
                Optional.ofNullable(endedBy),
                Optional.ofNullable(endReason),
                txn,
                new Task.Login(
                        Optional.ofNullable(authTime),
                        Optional.ofNullable(acr),
                        amr == null ? List.of() : List.of(amr.split(" ")),
                        Optional.ofNullable(sessionId)),
                originClientId,
                Instant.ofEpochMilli(createdAt),
                Instant.ofEpochMilli(expiresAt),
                Optional.ofNullable(lastTokenExpiresAt).map(Instant::ofEpochMilli));
    }

    static AgentTaskEntity of(Task task, String implicitKey) {
        AgentTaskEntity row = new AgentTaskEntity();
        row.id = task.id().value();
        row.realmId = task.realmId();
        row.agentId = task.agentId();
        row.agentEpoch = task.agentEpoch();
        row.principalId = task.principalId();
        row.purpose = task.purpose().orElse(null);
        row.setAuthority(task.authority());
        row.state = task.state();
        row.implicitKey = implicitKey;
        row.txn = task.txn();
        row.authTime = task.login().authTime().orElse(null);
        row.acr = task.login().acr().orElse(null);
        row.amr = task.login().amr().isEmpty()
                ? null
                : String.join(" ", task.login().amr());
        row.sessionId = task.login().sessionId().orElse(null);
        row.originClientId = task.originClientId();
        row.createdAt = task.createdAt().toEpochMilli();
        row.expiresAt = task.expiresAt().toEpochMilli();
        row.lastTokenExpiresAt =
                task.lastTokenExpiresAt().map(Instant::toEpochMilli).orElse(null);
        return row;
    }
}
