package io.agentidentity.audit.seal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.json.StrictJson;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A record can be found by what it names. */
class AgentAuditEntityTest {

    private static final JsonNode EVENT = StrictJson.parse("""
            {"id":"i1","time":"2030-01-31T12:00:00Z","type":"agent.token.issued.v1","subject":"tsk_1",
             "data":{"actor_kind":"delegated_agent","agent":{"id":"c1","client_id":"ap-clerk"},"owner":{"sub":"u1"},
             "principal":{"sub":"u2"},"credential":{"jti":"j1"},"outcome":"permitted"}}
            """);

    @Test
    void whatARecordIsSearchedByIsTakenFromTheRecord() {
        AgentAuditEntity row = AgentAuditEntity.of("r1", 7, EVENT);

        assertThat(row.id).isEqualTo("i1");
        assertThat(row.realmId).isEqualTo("r1");
        assertThat(row.sequence).isEqualTo(7);
        assertThat(row.time).isEqualTo(Instant.parse("2030-01-31T12:00:00Z").toEpochMilli());
        assertThat(row.type).isEqualTo("agent.token.issued.v1");
        assertThat(row.actorKind).isEqualTo("delegated_agent");
        assertThat(row.agentId).isEqualTo("c1");
        assertThat(row.agentClientId).isEqualTo("ap-clerk");
        assertThat(row.ownerId).isEqualTo("u1");
        assertThat(row.principalId).isEqualTo("u2");
        assertThat(row.taskId).isEqualTo("tsk_1");
        assertThat(row.jti).isEqualTo("j1");
        assertThat(row.outcome).isEqualTo("permitted");
        assertThat(StrictJson.parse(row.getRecord())).isEqualTo(EVENT);
    }
}
