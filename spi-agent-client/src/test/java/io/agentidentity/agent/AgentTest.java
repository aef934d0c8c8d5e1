package io.agentidentity.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.agent.Agent.Meant;
import io.agentidentity.agent.Agent.OwnerAnswer;
import io.agentidentity.agent.Agent.OwnerState;
import io.agentidentity.agent.Agent.Standing;
import io.agentidentity.agent.Suspension.Ground;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.agent.credential.HeldCredential;
import io.agentidentity.json.StrictJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgentTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void anActiveAgentWithAnEnabledOwnerIsActive() {
        assertThat(agent(AgentStatus.ACTIVE, Optional.empty()).standing(NOW, OwnerState.PRESENT))
                .isEqualTo(Standing.ACTIVE);
    }

    @Test
    void anAgentWhoseOwnerIsGoneOrDisabledIsOrphaned() {
        assertThat(agent(AgentStatus.ACTIVE, Optional.empty()).standing(NOW, OwnerState.OUT))
                .isEqualTo(Standing.ORPHANED);
    }

    @Test
    void anAgentIsExpiredFromTheInstantOnThatItsRecordNames() {
        Agent agent = agent(AgentStatus.ACTIVE, Optional.of(NOW));

        assertThat(agent.standing(NOW.minusMillis(1), OwnerState.PRESENT)).isEqualTo(Standing.ACTIVE);
        assertThat(agent.standing(NOW, OwnerState.PRESENT)).isEqualTo(Standing.EXPIRED);
        assertThat(agent.standing(NOW.plusSeconds(1), OwnerState.PRESENT)).isEqualTo(Standing.EXPIRED);
    }

    @Test
    void aSuspendedAgentIsSuspendedWhateverElseHolds() {
        assertThat(agent(AgentStatus.SUSPENDED, Optional.empty()).standing(NOW, OwnerState.PRESENT))
                .isEqualTo(Standing.SUSPENDED);
        assertThat(agent(AgentStatus.SUSPENDED, Optional.of(NOW)).standing(NOW, OwnerState.OUT))
                .isEqualTo(Standing.SUSPENDED);
    }

    @Test
    void anAgentWhoseOwnerHasNotTakenItOnIsOrphaned() {
        assertThat(answered(OwnerAnswer.ASKED).standing(NOW, OwnerState.PRESENT))
                .isEqualTo(Standing.ORPHANED);
        assertThat(answered(OwnerAnswer.DECLINED).standing(NOW, OwnerState.PRESENT))
                .isEqualTo(Standing.ORPHANED);
    }

    @Test
    void anOwnerWhoIsLockedOutSuspendsTheAgentForAsLongAsThat() {
        assertThat(agent(AgentStatus.ACTIVE, Optional.empty()).standing(NOW, OwnerState.LOCKED_OUT))
                .isEqualTo(Standing.SUSPENDED);
    }

    @Test
    void aRetiredAgentIsRetiredWhateverElseHolds() {
        assertThat(agent(AgentStatus.RETIRED, Optional.of(NOW)).standing(NOW, OwnerState.OUT))
                .isEqualTo(Standing.RETIRED);
    }

    @Test
    void aSuspensionWithAnEndIsOverAtThatEnd() {
        Agent agent = suspended(Optional.of(NOW));

        assertThat(agent.standing(NOW.minusMillis(1), OwnerState.PRESENT)).isEqualTo(Standing.SUSPENDED);
        assertThat(agent.standing(NOW, OwnerState.PRESENT)).isEqualTo(Standing.ACTIVE);
        assertThat(suspended(Optional.empty()).standing(NOW, OwnerState.PRESENT))
                .isEqualTo(Standing.SUSPENDED);
    }

    @Test
    void anAdministratorSeesTheWholeRecord() {
        assertThat(StrictJson.write(AgentJson.write(agent(AgentStatus.ACTIVE, Optional.of(NOW)), NOW)))
                .isEqualTo(
                        "{\"id\":\"c1\",\"clientId\":\"ap-clerk\",\"name\":\"Clerk\",\"description\":null,"
                                + "\"purpose\":\"Invoices\",\"environment\":\"production\",\"status\":\"active\","
                                + "\"statusReason\":null,\"risk\":{\"level\":\"low\",\"reason\":null,\"since\":null,\"until\":null},"
                                + "\"expiresAt\":\"2026-01-01T12:00:00Z\",\"review\":{\"lastAt\":null,\"dueAt\":null},"
                                + "\"delegation\":{\"rule\":\"owner\",\"apps\":[]},"
                                + "\"ceiling\":{\"scopes\":[],\"targets\":[],\"roles\":[],\"taskSeconds\":900,\"tokenSeconds\":120,"
                                + "\"chainDepth\":3,\"delegates\":[]},"
                                + "\"strictness\":{\"actorToken\":false,\"senderConstraint\":false,\"details\":false,"
                                + "\"purpose\":false,\"scope\":false,\"endOnLogout\":false},\"facts\":{},\"createdAt\":\"2026-01-01T12:00:00Z\","
                                + "\"updatedAt\":\"2026-01-01T12:00:00Z\",\"lastUsedAt\":null,\"orphanedSince\":null,\"version\":7}");
    }

    @Test
    void aNameMeansTheClientThatHadItWhenItWasWritten() {
        Meant meant =
                new Meant(Optional.of(Map.of("erp-api", "id-1", "portal", "id-2")), Optional.empty(), Optional.empty());
        List<String> names = List.of("erp-api", "not-there-yet");
        assertThat(meant.names(names, "erp-api", "id-1")).isTrue();
        assertThat(meant.names(names, "renamed", "id-1")).isTrue();
        assertThat(meant.names(names, "erp-api", "id-9")).as("another one").isFalse();
        assertThat(meant.names(names, "not-there-yet", "id-9")).isFalse();
        assertThat(meant.names(names, "portal", "id-2")).as("not among them").isFalse();
        assertThat(Meant.UNKNOWN.names(names, "erp-api", "id-9"))
                .as("a row of old")
                .isTrue();
        assertThat(AgentJson.meant(StrictJson.write(AgentJson.write(meant)))).isEqualTo(meant);
    }

    @Test
    void anAgentMayBeNamedBeforeItIsMade() {
        Meant head = new Meant(Optional.of(Map.of()), Optional.empty(), Optional.empty());
        Agent old = agent(AgentStatus.ACTIVE, Optional.empty());
        Agent made = meaning(old, Meant.UNKNOWN.of("ap-clerk", "c1"));
        Agent renamed = meaning(old, Meant.UNKNOWN.of("colluder", "c1"));
        assertThat(head.names(List.of("ap-clerk"), old)).isTrue();
        assertThat(head.names(List.of("ap-clerk"), made)).isTrue();
        assertThat(head.names(List.of("ap-clerk"), renamed)).isFalse();
    }

    private static Agent meaning(Agent agent, Meant meant) {
        return new Agent(
                agent.id(),
                agent.realmId(),
                agent.clientId(),
                agent.name(),
                agent.description(),
                agent.purpose(),
                agent.environment(),
                agent.ownerId(),
                agent.ownerAnswer(),
                agent.status(),
                agent.statusReason(),
                agent.suspension(),
                agent.expiresAt(),
                agent.risk(),
                agent.review(),
                agent.credential(),
                agent.delegation(),
                agent.ceiling(),
                agent.autonomous(),
                agent.strictness(),
                agent.facts(),
                meant,
                agent.epoch(),
                agent.createdAt(),
                agent.updatedAt(),
                agent.lastUsedAt(),
                agent.orphanedSince(),
                agent.version());
    }

    private static Agent agent(AgentStatus status, Optional<Instant> expiresAt) {
        return agent(status, expiresAt, OwnerAnswer.TAKEN_ON, Optional.empty());
    }

    private static Agent answered(OwnerAnswer answer) {
        return agent(AgentStatus.ACTIVE, Optional.empty(), answer, Optional.empty());
    }

    private static Agent suspended(Optional<Instant> until) {
        Suspension suspension =
                new Suspension(new Ground(Suspension.Cause.ADMIN, Optional.of("u2"), until, Optional.empty()));
        return agent(AgentStatus.SUSPENDED, Optional.empty(), OwnerAnswer.TAKEN_ON, Optional.of(suspension));
    }

    private static Agent agent(
            AgentStatus status, Optional<Instant> expiresAt, OwnerAnswer answer, Optional<Suspension> suspension) {
        return new Agent(
                "c1",
                "r1",
                "ap-clerk",
                "Clerk",
                null,
                "Invoices",
                Environment.PRODUCTION,
                "u1",
                answer,
                status,
                null,
                suspension,
                expiresAt,
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
                NOW,
                NOW,
                Optional.empty(),
                Optional.empty(),
                7);
    }
}
