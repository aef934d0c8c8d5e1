package io.agentidentity.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.agent.Risk;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.signal.Signal.CredentialChange;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SignalTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final SignalSubject CLERK = SignalSubject.agent("uuid", "ap-clerk");
    private static final SignalSubject TASK = SignalSubject.task("tsk_1", "alice", "uuid", "ap-clerk");

    @Test
    void anEndingSaysWhoBroughtItAboutWhyAndWhenInSeconds() {
        assertThat(Signal.ended(TASK, Rank.PRINCIPAL, "the task was revoked", NOW))
                .satisfies(signal -> assertThat(signal.type()).isEqualTo(SignalType.SESSION_REVOKED))
                .satisfies(signal -> assertThat(signal.event())
                        .isEqualTo(Map.of(
                                "initiating_entity",
                                "user",
                                "reason_admin",
                                Map.of("en", "the task was revoked"),
                                "event_timestamp",
                                1767323045L)));
    }

    @Test
    void theInitiatorIsOneOfThoseThatCaepKnowsOrNobody() {
        Map<Rank, Object> initiators = new EnumMap<>(Rank.class);
        for (Rank rank : Rank.values()) {
            initiators.put(
                    rank,
                    Optional.ofNullable(
                            Signal.ended(TASK, rank, "over", NOW).event().get("initiating_entity")));
        }
        assertThat(initiators)
                .containsEntry(Rank.AGENT, Optional.empty())
                .containsEntry(Rank.PRINCIPAL, Optional.of("user"))
                .containsEntry(Rank.OWNER, Optional.of("user"))
                .containsEntry(Rank.ADMIN, Optional.of("admin"))
                .containsEntry(Rank.SYSTEM, Optional.of("system"));
        assertThat(initiators.values())
                .isSubsetOf(Optional.empty(), Optional.of("user"), Optional.of("admin"), Optional.of("system"));
    }

    @Test
    void scopesGoOutAsTheClaimThatTokensWouldHave() {
        assertThat(Signal.scopes(TASK, List.of("b", "a"), NOW).event()).containsEntry("claims", Map.of("scope", "a b"));
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_CLIENT_AUTH,x509",
        "CLIENT_SECRET,password",
        "PRIVATE_KEY_JWT,private_key_jwt",
        "FEDERATED_JWT,federated_jwt"
    })
    void credentialsHaveCaepsNameOrTheirOwn(CredentialType type, String name) {
        assertThat(Signal.credential(CLERK, type, CredentialChange.REVOKE, NOW).event())
                .containsEntry("credential_type", name)
                .containsEntry("change_type", "revoke");
    }

    @ParameterizedTest
    @EnumSource(CredentialType.class)
    void everyCredentialHasAName(CredentialType type) {
        assertThat(Signal.credential(CLERK, type, CredentialChange.UPDATE, NOW).event())
                .hasEntrySatisfying(
                        "credential_type", name -> assertThat((String) name).isNotBlank());
    }

    @Test
    void riskHasThreeLevelsOnTheWire() {
        Risk critical = new Risk(Risk.Level.CRITICAL, "odd calls", Optional.of(NOW));
        assertThat(Signal.risk(CLERK, Risk.Level.MEDIUM, critical, NOW)
                        .orElseThrow()
                        .event())
                .containsEntry("principal", "APPLICATION")
                .containsEntry("previous_level", "MEDIUM")
                .containsEntry("current_level", "HIGH")
                .containsEntry("risk_reason", "odd calls");
        assertThat(Signal.risk(CLERK, Risk.Level.HIGH, critical, NOW)).isEmpty();
        assertThat(Signal.risk(CLERK, Risk.Level.CRITICAL, Risk.LOW, NOW)
                        .orElseThrow()
                        .event())
                .containsEntry("previous_level", "HIGH")
                .containsEntry("current_level", "LOW")
                .doesNotContainKey("risk_reason");
    }

    @Test
    void typesAreThoseOfCaep() {
        assertThat(SignalType.values())
                .extracting(SignalType::uri)
                .containsExactly(
                        "https://schemas.openid.net/secevent/caep/event-type/session-revoked",
                        "https://schemas.openid.net/secevent/caep/event-type/token-claims-change",
                        "https://schemas.openid.net/secevent/caep/event-type/credential-change",
                        "https://schemas.openid.net/secevent/caep/event-type/risk-level-change");
    }
}
