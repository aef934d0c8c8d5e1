package io.agentidentity.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.task.Authority.Rights;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskTest {

    private static final Instant END = Instant.parse("2026-01-01T12:15:00Z");
    private static final Rights RIGHTS = TaskDetails.parse(
                    "[{\"type\":\"agent_task\",\"actions\":[\"list\"],\"constraints\":{\"amount\":{\"max\":5}},"
                            + "\"limits\":{\"max_tokens\":3}}]",
                    TaskDetails.TYPE)
            .rights();
    private static final Instant BEFORE = END.minusMillis(1);

    @Test
    void onlyAnActiveTaskWithinItsTimeIsLive() {
        assertThat(task(TaskState.ACTIVE).live(BEFORE, 3)).isTrue();
        assertThat(task(TaskState.ACTIVE).live(END, 3)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(value = TaskState.class, mode = EnumSource.Mode.EXCLUDE, names = "ACTIVE")
    void aTaskInAnyOtherStateIsNotLive(TaskState state) {
        assertThat(task(state).live(BEFORE, 3)).isFalse();
    }

    @Test
    void aTaskOfAnotherEpochOfItsAgentIsDead() {
        assertThat(task(TaskState.ACTIVE).live(BEFORE, 4)).isFalse();
        assertThat(task(TaskState.ACTIVE).live(BEFORE, 2)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(TaskState.class)
    void beforeItsEndATaskIsInTheStateThatIsStored(TaskState state) {
        assertThat(task(state).stateAt(BEFORE)).isEqualTo(state);
    }

    @ParameterizedTest
    @EnumSource(TaskState.class)
    void fromItsEndOnATaskThatNobodyEndedIsExpired(TaskState state) {
        assertThat(task(state).stateAt(END)).isEqualTo(state.isFinal() ? state : TaskState.EXPIRED);
    }

    @Test
    void thePurposeStandsInTokensAsADigest() {
        assertThat(task(TaskState.ACTIVE).purposeDigest())
                .contains("sha-256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void aTokenNamesTheTaskAndTheRightsAndADigestOfThePurpose() {
        assertThat(task(TaskState.ACTIVE).tokenDetails(RIGHTS, "agent_task"))
                .hasToString("{\"actions\":[\"list\"],\"constraints\":{\"amount\":{\"max\":5}},\"type\":\"agent_task\","
                        + "\"task_id\":\"tsk_abcdefghijklmnopqrstuvwxy-_\",\"purpose_digest\":\"sha-256:"
                        + "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}");
    }

    @Test
    void theAgentIsAnsweredTheLimitsAndThePurposeToo() {
        assertThat(task(TaskState.ACTIVE).details(RIGHTS, "acme_task"))
                .hasToString("{\"actions\":[\"list\"],\"constraints\":{\"amount\":{\"max\":5}},"
                        + "\"limits\":{\"max_tokens\":3},\"type\":\"acme_task\","
                        + "\"task_id\":\"tsk_abcdefghijklmnopqrstuvwxy-_\",\"purpose\":\"abc\"}");
    }

    @Test
    void whatTheAgentWasAnsweredAndWhatItsTokenHoldsCanBeSentBack() {
        for (ObjectNode entry : List.of(
                task(TaskState.ACTIVE).details(RIGHTS, "acme_task"),
                task(TaskState.ACTIVE).tokenDetails(RIGHTS, "acme_task"))) {
            TaskDetails sent = TaskDetails.parse("[" + entry + "]", "acme_task");

            assertThat(sent.taskId()).contains("tsk_abcdefghijklmnopqrstuvwxy-_");
            assertThat(sent.rights().toTokenJson()).isEqualTo(RIGHTS.toTokenJson());
        }
    }

    private static Task task(TaskState state) {
        return new Task(
                new TaskId("tsk_abcdefghijklmnopqrstuvwxy-_"),
                "r1",
                "c1",
                3,
                "u1",
                Task.Ground.RULE,
                List.of(),
                Optional.of("abc"),
                new Authority("erp", Set.of("a"), Set.of(), Rights.UNNARROWED),
                state,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "txn_1",
                Task.Login.NONE,
                "portal",
                Optional.of("4bf92f3577b34da6a3ce929d0e0e4736"),
                Optional.empty(),
                END.minusSeconds(900),
                END,
                Task.Issued.NOTHING,
                KeyBinding.NONE);
    }
}
