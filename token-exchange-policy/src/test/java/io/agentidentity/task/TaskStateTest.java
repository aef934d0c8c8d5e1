package io.agentidentity.task;

import static io.agentidentity.task.TaskState.ACTIVE;
import static io.agentidentity.task.TaskState.COMPLETED;
import static io.agentidentity.task.TaskState.EXPIRED;
import static io.agentidentity.task.TaskState.PENDING;
import static io.agentidentity.task.TaskState.REVOKED;
import static io.agentidentity.task.TaskState.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TaskStateTest {

    @Test
    void theLegalMovesAreThoseOfTheContract() {
        assertThat(PENDING.next()).isEqualTo(Set.of(ACTIVE, REVOKED, EXPIRED));
        assertThat(ACTIVE.next()).isEqualTo(Set.of(SUSPENDED, COMPLETED, REVOKED, EXPIRED));
        assertThat(SUSPENDED.next()).isEqualTo(Set.of(ACTIVE, REVOKED, EXPIRED));
    }

    @ParameterizedTest
    @EnumSource(
            value = TaskState.class,
            names = {"COMPLETED", "REVOKED", "EXPIRED"})
    void theRestAreFinal(TaskState state) {
        assertThat(state.isFinal()).isTrue();
        assertThat(state.next()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = TaskState.class,
            names = {"PENDING", "ACTIVE", "SUSPENDED"})
    void whatIsNotFinalCanAlwaysBeRevokedAndExpire(TaskState state) {
        assertThat(state.isFinal()).isFalse();
        assertThat(state.next()).contains(REVOKED, EXPIRED);
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING, pending",
        "ACTIVE, active",
        "SUSPENDED, suspended",
        "COMPLETED, completed",
        "REVOKED, revoked",
        "EXPIRED, expired"
    })
    void namesOnTheWireAreThoseOfTheContract(TaskState state, String wire) {
        assertThat(state.wire()).isEqualTo(wire);
    }
}
