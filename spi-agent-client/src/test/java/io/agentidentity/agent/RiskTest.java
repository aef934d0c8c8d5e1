package io.agentidentity.agent;

import static io.agentidentity.agent.Texts.assertRefused;
import static io.agentidentity.agent.Texts.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.agent.Risk.Level;
import io.agentidentity.agent.Risk.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RiskTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void aLevelFallsByOneWithEachPeriodWithoutASignal() {
        Risk critical = Risk.LOW.after(lasting(Level.CRITICAL), NOW);

        assertThat(critical.at(NOW.plus(DAY).minusMillis(1), DAY)).isEqualTo(critical);
        assertThat(critical.at(NOW.plus(DAY), DAY)).isEqualTo(new Risk(Level.HIGH, "odd", Optional.of(NOW.plus(DAY))));
        assertThat(critical.at(NOW.plus(DAY.multipliedBy(2)), DAY).level()).isEqualTo(Level.MEDIUM);
        assertThat(critical.at(NOW.plus(DAY.multipliedBy(900)), DAY))
                .isEqualTo(new Risk(Level.LOW, null, Optional.of(NOW.plus(DAY.multipliedBy(3)))));
        assertThat(Risk.LOW.at(NOW, DAY)).isEqualTo(Risk.LOW);
    }

    @Test
    void aNewSignalStartsThePeriodOver() {
        Instant later = NOW.plus(DAY).minusSeconds(1);
        Risk again = Risk.LOW.after(lasting(Level.HIGH), NOW).at(later, DAY).after(lasting(Level.HIGH), later);

        assertThat(again.at(NOW.plus(DAY).plusSeconds(1), DAY).level()).isEqualTo(Level.HIGH);
    }

    @Test
    void aLevelForATimeGivesWayToWhatHeldBesideIt() {
        Risk before = Risk.LOW.after(lasting(Level.MEDIUM), NOW);
        Risk raised = before.after(passing(Level.CRITICAL, 600), NOW.plusSeconds(5));

        assertThat(raised.at(NOW.plusSeconds(604), DAY).level()).isEqualTo(Level.CRITICAL);
        assertThat(raised.at(NOW.plusSeconds(605), DAY)).isEqualTo(before);
        assertThat(raised.at(NOW.plus(DAY), DAY).level())
                .as("which wears off as ever")
                .isEqualTo(Level.LOW);
    }

    @Test
    void whoeverRenewsALevelForATimeDoesNotMakeItLast() {
        Risk renewed = Risk.LOW;
        for (int i = 0; i < 10; i++) {
            renewed = renewed.after(passing(Level.HIGH, 600), NOW.plusSeconds(i * 300L));
        }

        assertThat(renewed.at(NOW.plusSeconds(2700 + 599), DAY).level()).isEqualTo(Level.HIGH);
        assertThat(renewed.at(NOW.plusSeconds(2700 + 600), DAY)).isEqualTo(Risk.LOW);
    }

    @Test
    void aLevelForATimeLowersNothingAndALastingOneReplacesAll() {
        Risk high = Risk.LOW.after(lasting(Level.HIGH), NOW);

        assertThat(high.after(passing(Level.LOW, 600), NOW)).isEqualTo(high);
        assertThat(high.after(passing(Level.CRITICAL, 600), NOW)
                        .after(lasting(Level.LOW), NOW)
                        .at(NOW, DAY))
                .isEqualTo(new Risk(Level.LOW, "odd", Optional.of(NOW)));
    }

    @Property
    void whatWearsOffIsNoHigherLaterAndTheSameInOneStepOrTwo(
            @ForAll Level level,
            @ForAll @IntRange(max = 500_000) int first,
            @ForAll @IntRange(max = 500_000) int second,
            @ForAll @IntRange(min = 1, max = 400_000) int seconds) {
        Risk set = Risk.LOW.after(passing(level, seconds), NOW).after(lasting(level), NOW);
        Instant then = NOW.plusSeconds(first);
        Instant later = then.plusSeconds(second);

        assertThat(set.at(later, DAY).level())
                .isLessThanOrEqualTo(set.at(then, DAY).level());
        assertThat(set.at(then, DAY).at(later, DAY)).isEqualTo(set.at(later, DAY));
    }

    @Test
    void theNextHigherLevelOfTheHighestIsItself() {
        assertThat(Level.LOW.higher()).isEqualTo(Level.MEDIUM);
        assertThat(Level.CRITICAL.higher()).isEqualTo(Level.CRITICAL);
    }

    @Test
    void aSignalIsParsed() {
        assertThat(Signal.parse(json("{'level':'high','reason':'odd','expiresIn':60}")))
                .isEqualTo(new Signal(Level.HIGH, "odd", Optional.of(60)));
        assertThat(Signal.parse(json("{'level':'low'}"))).isEqualTo(new Signal(Level.LOW, null, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                 | level is required",
                "{'level':'HIGH'}                   | level must be one of low, medium, high, critical",
                "{'level':'high','expiresIn':0}     | expiresIn must be a whole number of seconds from 1 to 31536000",
                "{'level':'high','expiresIn':'60'}  | expiresIn must be a whole number of seconds from 1 to 31536000",
                "{'level':'high','until':'2030'}    | unknown member 'until' in risk",
            })
    void aRefusalNamesTheMember(String signal, String message) {
        assertRefused(() -> Signal.parse(json(signal))).hasMessage(message);
    }

    private static Signal lasting(Level level) {
        return new Signal(level, "odd", Optional.empty());
    }

    private static Signal passing(Level level, int seconds) {
        return new Signal(level, "odd", Optional.of(seconds));
    }
}
