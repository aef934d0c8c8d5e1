package io.agentidentity.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReviewTest {

    private static final Instant CREATED = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant SOON = day(14);

    @Test
    void aShorterPeriodBringsTheReviewForward() {
        assertThat(due(Review.NONE, 180, 90)).contains(day(90));
    }

    @Test
    void aLongerPeriodDoesNotPutItOff() {
        assertThat(due(Review.NONE, 90, 180)).contains(day(90));
    }

    @Test
    void thePeriodCountsFromTheLastReview() {
        assertThat(due(new Review(Optional.of(day(10)), Optional.empty()), 180, 90))
                .contains(day(100));
    }

    @Test
    void peopleHaveTimeForOneThatWouldBeOverdueAtOnce() {
        assertThat(due(Review.NONE, 180, 3)).contains(SOON);
    }

    @Test
    void whatIsOverdueStaysSo() {
        assertThat(due(Review.NONE, 5, 90)).contains(day(5));
    }

    @Test
    void oneThatHadNoDateGetsOne() {
        assertThat(Review.NONE.sooner(CREATED, Duration.ofDays(90), SOON).dueAt())
                .contains(day(90));
    }

    private static Optional<Instant> due(Review review, int dueDay, int days) {
        return new Review(review.lastAt(), Optional.of(day(dueDay)))
                .sooner(CREATED, Duration.ofDays(days), SOON)
                .dueAt();
    }

    private static Instant day(int day) {
        return CREATED.plus(Duration.ofDays(day));
    }
}
