package io.agentidentity.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.agent.Agent.Rank;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MoveTest {

    @Test
    void onlyTheAgentCompletes() {
        assertThat(whoMay(Move.COMPLETE, Optional.empty())).containsExactly(Rank.AGENT);
    }

    @ParameterizedTest
    @EnumSource(
            value = Move.class,
            names = {"REVOKE", "SUSPEND"})
    void everybodyWithARankStops(Move move) {
        assertThat(whoMay(move, Optional.empty())).containsExactly(Rank.values());
    }

    @ParameterizedTest
    @CsvSource({
        "AGENT, PRINCIPAL OWNER ADMIN",
        "PRINCIPAL, PRINCIPAL OWNER ADMIN",
        "OWNER, OWNER ADMIN",
        "ADMIN, ADMIN",
        "SYSTEM, OWNER ADMIN"
    })
    void neverTheAgentAndNobodyBelowWhoSuspendedResumes(Rank suspendedBy, String may) {
        assertThat(whoMay(Move.RESUME, Optional.of(suspendedBy)))
                .extracting(Rank::name)
                .containsExactly(may.split(" "));
    }

    @ParameterizedTest
    @EnumSource(Rank.class)
    void whatWaitsToBeBegunIsOnlyRevoked(Rank rank) {
        assertThat(legal(TaskState.PENDING, Optional.empty(), rank)).containsExactly(Move.REVOKE);
    }

    @ParameterizedTest
    @EnumSource(Rank.class)
    void anActiveTaskIsCompletedRevokedOrSuspended(Rank rank) {
        assertThat(legal(TaskState.ACTIVE, Optional.empty(), rank))
                .containsExactly(Move.COMPLETE, Move.REVOKE, Move.SUSPEND);
    }

    @ParameterizedTest
    @EnumSource(Rank.class)
    void aSuspendedTaskIsRevokedOrResumedAndNotCompleted(Rank rank) {
        assertThat(legal(TaskState.SUSPENDED, Optional.of(rank), rank)).containsExactly(Move.REVOKE, Move.RESUME);
    }

    @ParameterizedTest
    @CsvSource({
        "AGENT, OWNER, true",
        "AGENT, ADMIN, true",
        "PRINCIPAL, SYSTEM, true",
        "SYSTEM, ADMIN, true",
        "AGENT, PRINCIPAL, false",
        "OWNER, SYSTEM, false",
        "ADMIN, SYSTEM, false",
        "ADMIN, OWNER, false"
    })
    void aSuspensionIsTakenOverByWhoeverMakesItHarderToLift(Rank suspendedBy, Rank rank, boolean takenOver) {
        assertThat(Move.SUSPEND.legal(TaskState.SUSPENDED, Optional.of(suspendedBy), rank))
                .isEqualTo(takenOver);
    }

    @ParameterizedTest
    @EnumSource(
            value = TaskState.class,
            names = {"COMPLETED", "REVOKED", "EXPIRED"})
    void nothingLeadsOutOfTheEnd(TaskState state) {
        for (Rank rank : Rank.values()) {
            assertThat(legal(state, Optional.empty(), rank)).isEmpty();
        }
    }

    private static List<Rank> whoMay(Move move, Optional<Rank> suspendedBy) {
        return Arrays.stream(Rank.values())
                .filter(rank -> move.allowedTo(rank, suspendedBy))
                .toList();
    }

    private static List<Move> legal(TaskState from, Optional<Rank> suspendedBy, Rank rank) {
        return Arrays.stream(Move.values())
                .filter(move -> move.legal(from, suspendedBy, rank))
                .toList();
    }
}
