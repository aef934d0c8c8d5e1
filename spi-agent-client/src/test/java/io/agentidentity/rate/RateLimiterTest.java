package io.agentidentity.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

    private final Hand hand = new Hand();
    private final RateLimiter limiter = new RateLimiter(hand);

    @Test
    void aMinutesWorthAtOnceAndThenOneByOne() {
        for (int i = 0; i < 6; i++) {
            assertThat(limiter.take("a", 6)).isEmpty();
        }
        assertThat(limiter.take("a", 6)).contains(Duration.ofSeconds(10));
        hand.now = hand.now.plusSeconds(9);
        assertThat(limiter.take("a", 6)).contains(Duration.ofSeconds(1));
        hand.now = hand.now.plusSeconds(1);
        assertThat(limiter.take("a", 6)).isEmpty();
        assertThat(limiter.take("a", 6)).contains(Duration.ofSeconds(10));
    }

    @Test
    void whatIsRefusedTakesNothing() {
        limiter.take("a", 1);
        for (int i = 0; i < 100; i++) {
            assertThat(limiter.take("a", 1)).contains(Duration.ofSeconds(60));
        }
        hand.now = hand.now.plusSeconds(60);
        assertThat(limiter.take("a", 1)).isEmpty();
    }

    @Test
    void eachKeyHasItsOwn() {
        assertThat(limiter.take("a", 1)).isEmpty();
        assertThat(limiter.take("b", 1)).isEmpty();
        assertThat(limiter.take("a", 1)).isPresent();
    }

    @Test
    void anotherNumberHoldsFromTheNextTimeOn() {
        limiter.take("a", 1);
        assertThat(limiter.take("a", 60)).contains(Duration.ofSeconds(1));
        hand.now = hand.now.plusSeconds(3600);
        for (int i = 0; i < 2; i++) {
            assertThat(limiter.take("a", 2))
                    .as("no more than a minute's worth is saved up")
                    .isEmpty();
        }
        assertThat(limiter.take("a", 2)).isPresent();
    }

    @Test
    void aClockThatIsPutBackGivesNothingAndTakesNothing() {
        limiter.take("a", 2);
        hand.now = hand.now.minusSeconds(3600);
        assertThat(limiter.take("a", 2)).isEmpty();
        assertThat(limiter.take("a", 2)).contains(Duration.ofSeconds(30));
    }

    @Test
    void thereAreNoMoreBucketsThanHaveRoom() {
        limiter.take("first", 1);
        for (int i = 0; i < 50_000; i++) {
            limiter.take(i, 1);
        }
        assertThat(limiter.take("first", 1)).isEmpty();
        assertThat(limiter.take(49_999, 1)).isPresent();
    }

    @Property
    void overAnyTimeThereIsAMinutesWorthAndWhatWasRefilled(
            @ForAll @IntRange(min = 1, max = 1000) int perMinute, @ForAll @IntRange(min = 1, max = 90) int seconds) {
        RateLimiter any = new RateLimiter(hand);
        int taken = 0;
        for (int i = 0; i <= seconds; i++) {
            while (any.take("a", perMinute).isEmpty()) {
                taken++;
            }
            hand.now = hand.now.plusSeconds(1);
        }
        assertThat(taken)
                .isBetween(
                        perMinute + (int) Math.floor(seconds * perMinute / 60.0) - 1,
                        perMinute + (int) Math.ceil(seconds * perMinute / 60.0));
    }

    private static final class Hand extends Clock {

        private Instant now = Instant.EPOCH.plusSeconds(100_000);

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
