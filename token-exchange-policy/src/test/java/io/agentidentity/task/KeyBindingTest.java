package io.agentidentity.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyBindingTest {

    private static final KeyBinding KEY = new KeyBinding(Optional.of("k"), Optional.empty());
    private static final KeyBinding CERTIFICATE = new KeyBinding(Optional.empty(), Optional.of("c"));
    private static final KeyBinding BOTH = new KeyBinding(Optional.of("k"), Optional.of("c"));

    @Test
    void whatIsBoundToNothingTakesNoProof() {
        assertThat(KeyBinding.NONE.provenBy(KeyBinding.NONE)).isTrue();
        assertThat(KeyBinding.NONE.provenBy(BOTH)).isTrue();
    }

    @Test
    void whatIsBoundTakesTheSameKeys() {
        assertThat(KEY.provenBy(KEY)).isTrue();
        assertThat(KEY.provenBy(BOTH)).isTrue();
        assertThat(BOTH.provenBy(BOTH)).isTrue();
        assertThat(CERTIFICATE.provenBy(BOTH)).isTrue();
    }

    @Test
    void nothingLessAndNothingElseWillDo() {
        assertThat(KEY.provenBy(KeyBinding.NONE)).isFalse();
        assertThat(KEY.provenBy(CERTIFICATE)).isFalse();
        assertThat(KEY.provenBy(new KeyBinding(Optional.of("other"), Optional.empty())))
                .isFalse();
        assertThat(BOTH.provenBy(KEY)).isFalse();
        assertThat(BOTH.provenBy(CERTIFICATE)).isFalse();
        assertThat(CERTIFICATE.provenBy(new KeyBinding(Optional.of("k"), Optional.of("other"))))
                .isFalse();
    }
}
