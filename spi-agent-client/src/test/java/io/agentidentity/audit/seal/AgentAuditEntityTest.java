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

    @Test
    void whatIsNewToBeSearchedByIsTakenFromItToo() {
        AgentAuditEntity row = AgentAuditEntity.of("r1", 7, StrictJson.parse("""
                {"id":"i1","time":"2030-01-31T12:00:00Z","type":"agent.call.decided.v1",
                 "data":{"actor_kind":"delegated_agent","outcome":"permitted","late":true,"actor":{"sub":"u3"},
                 "credential":{"jti":"j1","parent_jti":"p1","txn":"t1","cnf_jkt":"k1","client_key":"k2"},
                 "action":{"name":"tools/call","operation":"invoices.list","resource":"https://erp.example/mcp"},
                 "authorization":{"decision":"permit","decision_id":"dec_1"}}}
                """));

        assertThat(row.actorId).isEqualTo("u3");
        assertThat(row.parentJti).isEqualTo("p1");
        assertThat(row.txn).isEqualTo("t1");
        assertThat(row.boundKey).isEqualTo("k1");
        assertThat(row.clientKey).isEqualTo("k2");
        assertThat(row.decisionId).isEqualTo("dec_1");
        assertThat(row.action).isEqualTo("invoices.list");
        assertThat(row.target).isEqualTo("https://erp.example/mcp");
        assertThat(row.lateTime).isEqualTo(row.time);
    }

    /** Anything but the record itself may be left out, or one name would keep a whole chain from going on. */
    @Test
    void aNameThatFitsNoColumnKeepsNothingFromBeingSealed() {
        AgentAuditEntity row = AgentAuditEntity.of(
                "r1",
                7,
                StrictJson.parse(
                        "{\"id\":\"i1\",\"time\":\"2030-01-31T12:00:00Z\",\"type\":\"t\",\"data\":{\"action\":{\"name\":\""
                                + "x".repeat(300) + "\",\"resource\":\"" + "y".repeat(701) + "\"}}}"));

        assertThat(row.action).isNull();
        assertThat(row.target).isNull();
        assertThat(row.lateTime).isNull();
    }
}
