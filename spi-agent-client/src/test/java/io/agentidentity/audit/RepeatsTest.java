package io.agentidentity.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RepeatsTest {

    private final Hand hand = new Hand();
    private final Repeats repeats = new Repeats(2, hand);

    @Test
    void soManyOfAKindInAMinuteAndTheNextSaysHowManyWereLeftOut() {
        assertThat(repeats.next("a")).isEqualTo(OptionalInt.of(0));
        assertThat(repeats.next("a")).isEqualTo(OptionalInt.of(0));
        for (int i = 0; i < 5; i++) {
            assertThat(repeats.next("a")).isEmpty();
        }
        hand.now = hand.now.plusSeconds(59);
        assertThat(repeats.next("a")).isEmpty();
        hand.now = hand.now.plusSeconds(1);
        assertThat(repeats.next("a")).isEqualTo(OptionalInt.of(6));
        assertThat(repeats.next("a")).isEqualTo(OptionalInt.of(0));
        assertThat(repeats.next("a")).isEmpty();
    }

    @Test
    void eachKindHasItsOwn() {
        for (String kind : List.of("a", "b", "c")) {
            assertThat(repeats.next(kind)).isEqualTo(OptionalInt.of(0));
            assertThat(repeats.next(kind)).isEqualTo(OptionalInt.of(0));
            assertThat(repeats.next(kind)).isEmpty();
        }
    }

    @Test
    void ofManyKindsTheOneLongestAgoIsForgotten() {
        repeats.next("first");
        repeats.next("first");
        for (int i = 0; i < 10_000; i++) {
            repeats.next(i);
        }
        assertThat(repeats.next("first")).isEqualTo(OptionalInt.of(0));
    }

    private static final class Hand extends Clock {

        private Instant now = Instant.parse("2026-01-01T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
