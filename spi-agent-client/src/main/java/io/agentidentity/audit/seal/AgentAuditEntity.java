package io.agentidentity.audit.seal;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.json.StrictJson;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Row of a sealed record: the record itself, its place in the chain, and the columns it is searched by. */
@Entity
@Table(name = "AGENT_AUDIT")
public class AgentAuditEntity {

    private static final int MAX_SHORT = 4000;
    private static final int MAX_ID = 64;
    private static final int MAX_NAME = 255;
    private static final int MAX_TARGET = 700;

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "EVENT_TIME")
    long time;

    @Column(name = "TYPE", length = 64)
    String type;

    @Column(name = "ACTOR_KIND", length = 32)
    String actorKind;

    @Column(name = "AGENT_ID", length = 36)
    String agentId;

    @Column(name = "AGENT_CLIENT_ID")
    String agentClientId;

    @Column(name = "OWNER_ID")
    String ownerId;

    @Column(name = "PRINCIPAL_ID")
    String principalId;

    @Column(name = "TASK_ID", length = 64)
    String taskId;

    @Column(name = "JTI", length = 64)
    String jti;

    @Column(name = "OUTCOME", length = 20)
    String outcome;

    /** Whoever acted, by the id of their user or service account. */
    @Column(name = "ACTOR_ID")
    String actorId;

    @Column(name = "PARENT_JTI", length = MAX_ID)
    String parentJti;

    @Column(name = "TXN", length = MAX_ID)
    String txn;

    @Column(name = "DECISION_ID", length = MAX_ID)
    String decisionId;

    /** Thumbprint of the key that the token is bound to. */
    @Column(name = "BOUND_KEY", length = MAX_ID)
    String boundKey;

    /** Thumbprint of the key that the agent authenticated with. */
    @Column(name = "CLIENT_KEY", length = MAX_ID)
    String clientKey;

    /** The operation of a call, else the name of the act. */
    @Column(name = "ACTION", length = MAX_NAME)
    String action;

    /** What the act was done at. */
    @Column(name = "TARGET", length = MAX_TARGET)
    String target;

    /** The time again where the record was written late, so that its place is not where its time would put it. */
    @Column(name = "LATE_TIME")
    Long lateTime;

    @Column(name = "SEQUENCE_NO")
    long sequence;

    @Column(name = "RECORD", length = MAX_SHORT)
    String record;

    /** In place of {@code record} where that does not fit. Most fit, and a large object costs a row of its own to write. */
    @Column(name = "RECORD_LONG")
    String recordLong;

    /** The row of a record, with what it is searched by taken from the record itself. */
    static AgentAuditEntity of(String realmId, long sequence, JsonNode event) {
        JsonNode data = event.path("data");
        AgentAuditEntity row = new AgentAuditEntity();
        row.id = event.path("id").textValue();
        row.realmId = realmId;
        row.sequence = sequence;
        row.time = Instant.parse(event.path("time").textValue()).toEpochMilli();
        row.type = event.path("type").textValue();
        row.actorKind = data.path("actor_kind").textValue();
        row.agentId = data.at("/agent/id").textValue();
        row.agentClientId = data.at("/agent/client_id").textValue();
        row.ownerId = data.at("/owner/sub").textValue();
        row.principalId = data.at("/principal/sub").textValue();
        row.taskId = event.path("subject").textValue();
        row.jti = data.at("/credential/jti").textValue();
        row.outcome = data.path("outcome").textValue();
        row.fill(event);
        row.setRecord(StrictJson.write(event));
        return row;
    }

    /** Takes from the record what was not searched by from the beginning. A text that does not fit is not found by. */
    final void fill(JsonNode event) {
        JsonNode data = event.path("data");
        actorId = fitting(data.at("/actor/sub"), MAX_NAME);
        parentJti = fitting(data.at("/credential/parent_jti"), MAX_ID);
        txn = fitting(data.at("/credential/txn"), MAX_ID);
        decisionId = fitting(data.at("/authorization/decision_id"), MAX_ID);
        boundKey = fitting(data.at("/credential/cnf_jkt"), MAX_ID);
        clientKey = fitting(data.at("/credential/client_key"), MAX_ID);
        JsonNode operation = data.at("/action/operation");
        action = fitting(operation.isMissingNode() ? data.at("/action/name") : operation, MAX_NAME);
        target = fitting(data.at("/action/resource"), MAX_TARGET);
        lateTime = data.path("late").asBoolean() ? time : null;
    }

    private static String fitting(JsonNode text, int max) {
        String value = text.textValue();
        return value == null || value.length() > max ? null : value;
    }

    private void setRecord(String json) {
        boolean fits = json.length() <= MAX_SHORT;
        record = fits ? json : null;
        recordLong = fits ? null : json;
    }

    String getRecord() {
        return record != null ? record : recordLong;
    }
}
