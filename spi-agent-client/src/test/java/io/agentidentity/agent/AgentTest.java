package io.agentidentity.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.agent.Agent.Standing;
import io.agentidentity.json.StrictJson;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgentTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void anActiveAgentWithAnEnabledOwnerIsActive() {
        assertThat(agent(AgentStatus.ACTIVE, Optional.empty()).standing(NOW, true))
                .isEqualTo(Standing.ACTIVE);
    }

    @Test
    void anAgentWhoseOwnerIsGoneOrDisabledIsOrphaned() {
        assertThat(agent(AgentStatus.ACTIVE, Optional.empty()).standing(NOW, false))
                .isEqualTo(Standing.ORPHANED);
    }

    @Test
    void anAgentIsExpiredFromTheInstantOnThatItsRecordNames() {
        Agent agent = agent(AgentStatus.ACTIVE, Optional.of(NOW));

        assertThat(agent.standing(NOW.minusMillis(1), true)).isEqualTo(Standing.ACTIVE);
        assertThat(agent.standing(NOW, true)).isEqualTo(Standing.EXPIRED);
        assertThat(agent.standing(NOW.plusSeconds(1), true)).isEqualTo(Standing.EXPIRED);
    }

    @Test
    void aSuspendedAgentIsSuspendedWhateverElseHolds() {
        assertThat(agent(AgentStatus.SUSPENDED, Optional.empty()).standing(NOW, true))
                .isEqualTo(Standing.SUSPENDED);
        assertThat(agent(AgentStatus.SUSPENDED, Optional.of(NOW)).standing(NOW, false))
                .isEqualTo(Standing.SUSPENDED);
    }

    @Test
    void anAdministratorSeesTheWholeRecord() {
        assertThat(StrictJson.write(AgentJson.write(agent(AgentStatus.ACTIVE, Optional.of(NOW)))))
                .isEqualTo("{\"id\":\"c1\",\"clientId\":\"ap-clerk\",\"name\":\"Clerk\",\"description\":null,"
                        + "\"purpose\":\"Invoices\",\"environment\":\"production\",\"status\":\"active\","
                        + "\"statusReason\":null,\"expiresAt\":\"2026-01-01T12:00:00Z\","
                        + "\"delegation\":{\"rule\":\"owner\",\"apps\":[]},"
                        + "\"ceiling\":{\"scopes\":[],\"targets\":[],\"roles\":[],\"taskSeconds\":900,\"tokenSeconds\":120},"
                        + "\"strictness\":{\"actorToken\":false,\"senderConstraint\":false,\"details\":false,"
                        + "\"purpose\":false},\"createdAt\":\"2026-01-01T12:00:00Z\","
                        + "\"updatedAt\":\"2026-01-01T12:00:00Z\",\"lastUsedAt\":null,\"version\":7}");
    }

    private static Agent agent(AgentStatus status, Optional<Instant> expiresAt) {
        return new Agent(
                "c1",
                "r1",
                "ap-clerk",
                "Clerk",
                null,
                "Invoices",
                Environment.PRODUCTION,
                "u1",
                status,
                null,
                expiresAt,
                CredentialType.PRIVATE_KEY_JWT,
                Delegation.OWNER_ONLY,
                Ceiling.NONE,
                Strictness.NONE,
                0,
                NOW,
                NOW,
                Optional.empty(),
                7);
    }
}
