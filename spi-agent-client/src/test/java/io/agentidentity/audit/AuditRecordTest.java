package io.agentidentity.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.OwnerAnswer;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.Ceiling;
import io.agentidentity.agent.Delegation;
import io.agentidentity.agent.Environment;
import io.agentidentity.agent.Facts;
import io.agentidentity.agent.Review;
import io.agentidentity.agent.Risk;
import io.agentidentity.agent.Strictness;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.agent.credential.HeldCredential;
import io.agentidentity.json.StrictJson;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AuditRecordTest {

    private static final String ISSUER = "https://id.example/realms/acme";
    private static final Instant TIME = Instant.parse("2026-01-01T12:00:00.123Z");

    @Test
    void aTokenThatWasIssuedIsRecordedAsTheContractShowsIt() {
        AuditRecord record = issued();

        JsonNode event = event(record);
        ((ObjectNode) event).remove("id");
        assertThat(event).isEqualTo(StrictJson.parse("""
                        {"specversion":"1.0","source":"https://id.example/realms/acme","type":"agent.token.issued.v1",
                         "time":"2026-01-01T12:00:00.123Z","datacontenttype":"application/json","subject":"tsk_1",
                         "data":{"actor_kind":"delegated_agent",
                          "agent":{"id":"c1","client_id":"ap-clerk"},"owner":{"sub":"u1"},
                          "principal":{"iss":"https://id.example/realms/acme","sub":"u2"},
                          "actor":{"iss":"https://id.example/realms/acme","sub":"s1","client_id":"ap-clerk"},
                          "act_chain":[{"sub":"s1","client_id":"ap-clerk"}],
                          "task":{"id":"tsk_1","state":"active","purpose_digest":"sha-256:00"},
                          "credential":{"jti":"j1","parent_jti":"j0","txn":"txn_1","cnf_jkt":"k",
                           "client_auth":"private_key_jwt","acr":"1"},
                          "action":{"name":"token_exchange","resource":"erp"},
                          "authorization":{"decision":"permit","scope":"invoices:read","audience":"erp"},
                          "outcome":"permitted"}}
                        """));
    }

    @Test
    void theTraceOfTheRequestAndTheOneThatOpenedTheTaskAreNamed() {
        TraceContext trace = TraceContext.begin();

        ObjectNode event = issued().originTrace("4bf9").event(ISSUER, TIME, Optional.of(trace));

        assertThat(event.path("traceparent").asText()).isEqualTo(trace.traceparent());
        assertThat(event.at("/data/task/origin_trace_id").asText()).isEqualTo("4bf9");
    }

    @Test
    void noTwoRecordsShareAnId() {
        String id = event(issued()).path("id").textValue();

        assertThat(UUID.fromString(id)).hasToString(id);
        assertThat(event(issued()).path("id").textValue()).isNotEqualTo(id);
    }

    @Test
    void aLongRecordIsKeptAsItIs() {
        String json = StrictJson.write(event(issued()));
        ObjectNode event = (ObjectNode) StrictJson.parse(json);
        event.put("long", "x".repeat(5000));

        assertThat(AgentAuditUnsealedEntity.of("r1", StrictJson.parse(json)).getRecord())
                .isEqualTo(json);
        assertThat(AgentAuditUnsealedEntity.of("r1", event).getRecord()).isEqualTo(StrictJson.write(event));
    }

    @Test
    void whatIsNotKnownIsNotWritten() {
        AuditRecord record = AuditRecord.of(AuditType.AGENT_REFUSED, ActorKind.WORKLOAD)
                .agent(agent("u1"))
                .actor(ISSUER, "u9")
                .task("tsk_1", "active", null)
                .credential(null, null, null, null, null, null)
                .action("token_exchange", null)
                .authorization("deny", null, null)
                .unverified("client_id", null)
                .reason(null);

        assertThat(event(record).toString()).doesNotContain("null");
    }

    @Test
    void aRecordWithoutATaskHasNoSubject() {
        JsonNode event = event(AuditRecord.of(AuditType.AGENT_CREATED, ActorKind.PERSON)
                .actor(ISSUER, "u9")
                .agent(agent("u1")));

        assertThat(event.has("subject")).isFalse();
        assertThat(event.path("data").has("task")).isFalse();
        assertThat(event.path("data").has("act_chain")).isFalse();
        assertThat(event.path("data").path("actor"))
                .isEqualTo(StrictJson.object().put("iss", ISSUER).put("sub", "u9"));
    }

    @Test
    void aRefusalIsRecordedWithItsCode() {
        JsonNode data = event(AuditRecord.of(AuditType.TOKEN_REFUSED, ActorKind.DELEGATED_AGENT)
                        .refused("scope_invalid"))
                .path("data");

        assertThat(data.path("outcome").textValue()).isEqualTo("refused");
        assertThat(data.path("reason").textValue()).isEqualTo("scope_invalid");
    }

    @Test
    void whatChangedAndWhatNobodyVerifiedStandApart() {
        JsonNode data = event(AuditRecord.of(AuditType.AGENT_UPDATED, ActorKind.PERSON)
                        .changed(List.of("ceiling", "owner"))
                        .unverified("client_id", "x")
                        .unverified("model", "m"))
                .path("data");

        assertThat(data.path("changed")).isEqualTo(StrictJson.array(List.of("ceiling", "owner")));
        assertThat(data.path("unverified"))
                .isEqualTo(StrictJson.object().put("client_id", "x").put("model", "m"));
    }

    @Test
    void wordsAreEscapedSoThatARecordStaysOneLine() {
        String line = StrictJson.write(event(AuditRecord.of(AuditType.AGENT_SUSPENDED, ActorKind.PERSON)
                .reason("line\n{\"outcome\":\"permitted\"}")));

        assertThat(line).doesNotContain("\n");
        assertThat(StrictJson.parse(line).path("data").path("reason").textValue())
                .isEqualTo("line\n{\"outcome\":\"permitted\"}");
    }

    @Test
    void aDigestIsSha256OfTheText() {
        assertThat(AuditRecord.digest("abc"))
                .isEqualTo("sha-256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(AuditRecord.digest("ü")).isNotEqualTo(AuditRecord.digest("u"));
    }

    @ParameterizedTest
    @CsvSource({
        "PERSON, person",
        "DELEGATED_AGENT, delegated_agent",
        "AGENT_AUTONOMOUS, agent_autonomous",
        "WORKLOAD, workload",
        "ADMIN_IMPERSONATION, admin_impersonation",
        "SYSTEM, system"
    })
    void kindsOfActorsAreThoseOfTheContract(ActorKind kind, String wire) {
        assertThat(kind.wire()).isEqualTo(wire);
    }

    @ParameterizedTest
    @EnumSource(AuditType.class)
    void typesAreVersionedAndFitTheirColumn(AuditType type) {
        assertThat(type.wire()).matches("agent(\\.[a-z_]+)+\\.v1").hasSizeLessThanOrEqualTo(64);
    }

    private static JsonNode event(AuditRecord record) {
        return record.event(ISSUER, TIME, Optional.empty());
    }

    private static AuditRecord issued() {
        return AuditRecord.of(AuditType.TOKEN_ISSUED, ActorKind.DELEGATED_AGENT)
                .agent(agent("u1"))
                .principal(ISSUER, "u2")
                .actor(ISSUER, "s1", "ap-clerk")
                .task("tsk_1", "active", "sha-256:00")
                .credential("j1", "j0", "txn_1", "k", "private_key_jwt", "1")
                .action("token_exchange", "erp")
                .authorization("permit", "invoices:read", "erp");
    }

    private static Agent agent(String owner) {
        return new Agent(
                "c1",
                "r1",
                "ap-clerk",
                "Clerk",
                null,
                null,
                Environment.PRODUCTION,
                owner,
                OwnerAnswer.TAKEN_ON,
                AgentStatus.ACTIVE,
                null,
                Optional.empty(),
                Optional.empty(),
                Risk.LOW,
                Review.NONE,
                new HeldCredential(CredentialType.PRIVATE_KEY_JWT, null, Optional.empty()),
                Delegation.OWNER_ONLY,
                Ceiling.NONE,
                Optional.empty(),
                Strictness.NONE,
                Facts.NONE,
                Agent.Meant.UNKNOWN,
                0,
                TIME,
                TIME,
                Optional.empty(),
                Optional.empty(),
                0);
    }
}
