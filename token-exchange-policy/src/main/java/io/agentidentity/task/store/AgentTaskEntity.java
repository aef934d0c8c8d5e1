package io.agentidentity.task.store;

import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.authority.Usage;
import io.agentidentity.json.Parsed;
import io.agentidentity.json.StrictJson;
import io.agentidentity.task.Authority;
import io.agentidentity.task.KeyBinding;
import io.agentidentity.task.Task;
import io.agentidentity.task.Task.Ground;
import io.agentidentity.task.TaskId;
import io.agentidentity.task.TaskState;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Row of a task; times in milliseconds since the epoch. */
@Entity
@Table(name = "AGENT_TASK")
public class AgentTaskEntity {

    private static final int MAX_SHORT = 2000;

    private static final Parsed<Authority> AUTHORITIES = new Parsed<>(Authority::fromJson);

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

    @Enumerated(EnumType.STRING)
    @Column(name = "GROUND", length = 12)
    Ground ground;

    /** Absent on a task that was handed down by none. */
    @Column(name = "PARENT_ID", length = 64)
    String parentId;

    /** The first task of the line; absent on that task itself. */
    @Column(name = "ROOT_ID", length = 64)
    String rootId;

    /** The ids of the tasks above, the first one first, with spaces between. */
    @Column(name = "ABOVE", length = 300)
    String above;

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

    @Column(name = "EPOCH")
    int epoch;

    @Enumerated(EnumType.STRING)
    @Column(name = "SUSPENDED_BY", length = 20)
    Rank suspendedBy;

    @Enumerated(EnumType.STRING)
    @Column(name = "ENDED_BY", length = 20)
    Rank endedBy;

    @Column(name = "END_REASON")
    String endReason;

    /** Digest of agent, person, target and login; at most one task at a time holds it. */
    @Column(name = "IMPLICIT_KEY", length = 80)
    String implicitKey;

    /** Digest of agent, person, server and login; absent where no person's login opened the task. */
    @Column(name = "LOGIN_KEY", length = 80)
    String loginKey;

    /** The same from when somebody other than the agent ended the task, or somebody suspended it and it has not gone on since. */
    @Column(name = "BAR_KEY", length = 80)
    String barKey;

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

    @Column(name = "LOGIN_ASSERTED_BY")
    String loginAssertedBy;

    @Column(name = "ORIGIN_CLIENT_ID")
    String originClientId;

    @Column(name = "ORIGIN_TRACE_ID", length = 32)
    String originTraceId;

    @Column(name = "ORIGIN_ADDRESS", length = 80)
    String originAddress;

    @Column(name = "CREATED_AT")
    long createdAt;

    @Column(name = "EXPIRES_AT")
    long expiresAt;

    @Column(name = "LAST_TOKEN_EXPIRES_AT")
    Long lastTokenExpiresAt;

    @Column(name = "TOKENS")
    int tokens;

    /** The most tokens that the task's limits allow. */
    @Column(name = "MAX_TOKENS")
    Integer maxTokens;

    @Column(name = "LATEST_JTI", length = 64)
    String latestJti;

    /** Thumbprints of the keys that every further token must be asked for with. */
    @Column(name = "BOUND_KEY", length = 64)
    String boundKey;

    @Column(name = "BOUND_CERTIFICATE", length = 64)
    String boundCertificate;

    /** Calls that were permitted. */
    @Column(name = "CALLS")
    int calls;

    @Column(name = "LAST_CALL_AT")
    Long lastCallAt;

    /** What was permitted, where that is anything. */
    @Column(name = "CALL_USAGE", length = MAX_SHORT)
    String usage;

    @Column(name = "CALL_USAGE_LONG")
    String usageLong;

    /** Calls outside the task's authority since it was opened or resumed. */
    @Column(name = "STRIKES")
    int strikes;

    /** How often each other signal of drift was seen since then, as JSON, where any was. */
    @Column(name = "DRIFT")
    String drift;

    /** Of the list of tools that the server offered when it first said so since then. */
    @Column(name = "TOOLS_DIGEST", length = 80)
    String toolsDigest;

    Usage usage() {
        return calls == 0 ? Usage.NONE : Usage.fromJson(StrictJson.parse(usage != null ? usage : usageLong));
    }

    void setUsage(Usage permitted) {
        String json = StrictJson.write(permitted.toJson());
        calls = permitted.calls();
        usage = json.length() <= MAX_SHORT ? json : null;
        usageLong = usage == null ? json : null;
    }

    void setAuthority(Authority granted) {
        String json = granted.toJson();
        authority = json.length() <= MAX_SHORT ? json : null;
        authorityLong = authority == null ? json : null;
        maxTokens = granted.rights().limits().maxTokens().orElse(null);
    }

    Task toTask() {
        return new Task(
                new TaskId(id),
                realmId,
                agentId,
                agentEpoch,
                principalId,
                ground,
                above == null
                        ? List.of()
                        : Arrays.stream(above.split(" ")).map(TaskId::new).toList(),
                Optional.ofNullable(purpose),
                AUTHORITIES.of(authority != null ? authority : authorityLong),
                state,
                epoch,
                Optional.ofNullable(suspendedBy),
                Optional.ofNullable(endedBy),
                Optional.ofNullable(endReason),
                txn,
                new Task.Login(
                        Optional.ofNullable(authTime),
                        Optional.ofNullable(acr),
                        amr == null ? List.of() : List.of(amr.split(" ")),
                        Optional.ofNullable(sessionId),
                        Optional.ofNullable(loginAssertedBy)),
                originClientId,
                Optional.ofNullable(originTraceId),
                Optional.ofNullable(originAddress),
                Instant.ofEpochMilli(createdAt),
                Instant.ofEpochMilli(expiresAt),
                new Task.Issued(
                        tokens,
                        Optional.ofNullable(latestJti),
                        Optional.ofNullable(lastTokenExpiresAt).map(Instant::ofEpochMilli)),
                new KeyBinding(Optional.ofNullable(boundKey), Optional.ofNullable(boundCertificate)));
    }

    static AgentTaskEntity of(Task task, String implicitKey, String loginKey) {
        AgentTaskEntity row = new AgentTaskEntity();
        row.id = task.id().value();
        row.realmId = task.realmId();
        row.agentId = task.agentId();
        row.agentEpoch = task.agentEpoch();
        row.principalId = task.principalId();
        row.ground = task.ground();
        if (!task.above().isEmpty()) {
            row.parentId = task.parent().orElseThrow().value();
            row.rootId = task.above().get(0).value();
            row.above = task.above().stream().map(TaskId::value).collect(Collectors.joining(" "));
        }
        row.purpose = task.purpose().orElse(null);
        row.setAuthority(task.authority());
        row.state = task.state();
        row.epoch = task.epoch();
        row.implicitKey = implicitKey;
        row.loginKey = loginKey;
        row.txn = task.txn();
        row.authTime = task.login().authTime().orElse(null);
        row.acr = task.login().acr().orElse(null);
        row.amr = task.login().amr().isEmpty()
                ? null
                : String.join(" ", task.login().amr());
        row.sessionId = task.login().sessionId().orElse(null);
        row.loginAssertedBy = task.login().assertedBy().orElse(null);
        row.originClientId = task.originClientId();
        row.originTraceId = task.originTraceId().orElse(null);
        row.originAddress = task.originAddress().orElse(null);
        row.createdAt = task.createdAt().toEpochMilli();
        row.expiresAt = task.expiresAt().toEpochMilli();
        row.tokens = task.issued().tokens();
        row.latestJti = task.issued().latestJti().orElse(null);
        row.lastTokenExpiresAt =
                task.issued().lastTokenExpiresAt().map(Instant::toEpochMilli).orElse(null);
        row.boundKey = task.binding().key().orElse(null);
        row.boundCertificate = task.binding().certificate().orElse(null);
        return row;
    }
}
