package io.agentidentity.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.json.StrictJson;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Row of a record as it is written with its act. It is kept lean, because requests wait for it; the sealer moves it on. */
@Entity
@Table(name = "AGENT_AUDIT_UNSEALED")
public class AgentAuditUnsealedEntity {

    private static final int MAX_SHORT = 4000;

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "EVENT_TIME")
    long time;

    @Column(name = "RECORD", length = MAX_SHORT)
    String record;

    /** In place of {@code record} where that does not fit. Most fit, and a large object costs a row of its own to write. */
    @Column(name = "RECORD_LONG")
    String recordLong;

    static AgentAuditUnsealedEntity of(String realmId, JsonNode event) {
        AgentAuditUnsealedEntity row = new AgentAuditUnsealedEntity();
        row.id = event.path("id").textValue();
        row.realmId = realmId;
        row.time = Instant.parse(event.path("time").textValue()).toEpochMilli();
        String json = StrictJson.write(event);
        boolean fits = json.length() <= MAX_SHORT;
        row.record = fits ? json : null;
        row.recordLong = fits ? null : json;
        return row;
    }

    /** The id of the record. */
    public String getId() {
        return id;
    }

    /** The record as JSON. */
    public String getRecord() {
        return record != null ? record : recordLong;
    }
}
