package io.agentidentity.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskIdTest {

    private static final String RANDOM = "abcdefghijklmnopqrstuvwxy-_";

    @Test
    void aNewIdHasItsPrefixAndAtLeast128RandomBits() {
        String id = TaskId.generate().value();

        assertThat(id).startsWith("tsk_");
        assertThat((id.length() - "tsk_".length()) * 6).isGreaterThanOrEqualTo(128);
        assertThat(TaskId.parse(id)).contains(new TaskId(id));
    }

    @Test
    void noTwoIdsAreTheSame() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(TaskId.generate().value());
            ids.add(TaskId.generateTransaction());
        }

        assertThat(ids).hasSize(20_000);
    }

    @Test
    void aTransactionIdHasItsPrefix() {
        assertThat(TaskId.generateTransaction()).matches("txn_[A-Za-z0-9_-]{27}");
    }

    @Test
    void anIdIsWrittenAsItWasRead() {
        assertThat(new TaskId("tsk_" + RANDOM)).hasToString("tsk_" + RANDOM);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "tsk_",
                "tsk_abc",
                RANDOM,
                "TSK_" + RANDOM,
                "txn_" + RANDOM,
                " tsk_" + RANDOM,
                "tsk_" + RANDOM + "\n",
                "tsk_" + RANDOM + "a",
                "tsk_abcdefghijklmnopqrstuvwxy+/",
                "tsk_abcdefghijklmnopqrstuvwxy=="
            })
    void whatHasNotTheFormOfAnIdIsNone(String text) {
        assertThat(TaskId.parse(text)).isEmpty();
    }

    @Test
    void anIdOfAnotherFormCannotBeMade() {
        assertThatThrownBy(() -> new TaskId("tsk_1' or '1'='1")).isInstanceOf(IllegalArgumentException.class);
    }
}
