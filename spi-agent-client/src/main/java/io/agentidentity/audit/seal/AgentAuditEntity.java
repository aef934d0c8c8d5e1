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
        row.setRecord(StrictJson.write(event));
        return row;
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
