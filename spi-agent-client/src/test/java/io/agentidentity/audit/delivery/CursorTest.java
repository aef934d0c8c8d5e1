package io.agentidentity.audit.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How far a sink is moves with what is taken; what is not taken is tried again after longer and longer waits. */
class CursorTest {

    private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");
    private static final Cursor START =
            new Cursor(4, 2, 0, 0, NOW, Optional.empty(), Optional.empty(), Optional.empty());

    private static Duration wait(Cursor cursor) {
        return Duration.between(NOW, cursor.next());
    }

    private static Cursor failed(int times, Trouble trouble, double chance) {
        Cursor cursor = START;
        for (int i = 0; i < times; i++) {
            cursor = cursor.failed(trouble, NOW, chance);
        }
        return cursor;
    }

    @Test
    void whatIsTakenIsDoneWith() {
        Cursor record = START.taken(new Line("a", "t", 5, false, "{}"), NOW);
        assertThat(record.sequence()).isEqualTo(5);
        assertThat(record.head()).isEqualTo(2);
        assertThat(record.delivered()).contains(NOW);
        Cursor head = record.taken(new Line("b", "t", 5, true, "{}"), NOW);
        assertThat(head.sequence()).isEqualTo(5);
        assertThat(head.head()).isEqualTo(5);
    }

    @Test
    void eachWaitIsTwiceAsLongUpToABoundAndHalfOfItIsLeftToChance() {
        Trouble away = Trouble.away("no answer");
        assertThat(wait(failed(1, away, 1))).isEqualTo(Duration.ofSeconds(1));
        assertThat(wait(failed(2, away, 1))).isEqualTo(Duration.ofSeconds(2));
        assertThat(wait(failed(4, away, 1))).isEqualTo(Duration.ofSeconds(8));
        assertThat(wait(failed(4, away, 0))).isEqualTo(Duration.ofSeconds(4));
        assertThat(wait(failed(9, away, 1))).isEqualTo(Duration.ofSeconds(256));
        assertThat(wait(failed(10, away, 1))).isEqualTo(Duration.ofMinutes(5));
        assertThat(wait(failed(1000, away, 1))).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aReceiverThatAsksForALongerWaitGetsIt() {
        assertThat(wait(failed(1, Trouble.of(503, Optional.of("120")).orElseThrow(), 1)))
                .isEqualTo(Duration.ofMinutes(2));
        assertThat(wait(failed(1, Trouble.of(429, Optional.of("0")).orElseThrow(), 1)))
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(wait(failed(1, Trouble.of(503, Optional.of("999999999")).orElseThrow(), 1)))
                .isEqualTo(Duration.ofHours(1));
        for (String none : new String[] {"-5", "Fri, 31 Dec 1999 23:59:59 GMT", "99999999999", ""}) {
            assertThat(wait(failed(1, Trouble.of(503, Optional.of(none)).orElseThrow(), 1)))
                    .as(none)
                    .isEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void onlyRefusalsCountAgainstALineAndNothingIsForgottenButByWhatIsTaken() {
        Cursor cursor = START.failed(Trouble.away("no answer"), NOW, 1)
                .failed(Trouble.of(400, Optional.empty()).orElseThrow(), NOW, 1);
        assertThat(cursor.failures()).isEqualTo(2);
        assertThat(cursor.refusals()).isEqualTo(1);
        assertThat(cursor.sequence()).isEqualTo(4);
        assertThat(cursor.error()).contains("the receiver answered 400");
        Cursor aside = cursor.aside(new Line("a", "t", 5, false, "{}"), NOW);
        assertThat(aside.sequence()).isEqualTo(5);
        assertThat(aside.refusals()).isZero();
        assertThat(aside.next()).isEqualTo(NOW);
        assertThat(aside.delivered()).isEmpty();
        assertThat(aside.error()).contains("the receiver answered 400");
        assertThat(aside.taken(new Line("b", "t", 6, false, "{}"), NOW).error()).isEmpty();
    }

    @Test
    void whatIsWrongWithTheAddressIsNotHeldAgainstTheLine() {
        for (int status : new int[] {301, 302, 401, 403, 404, 407, 408, 425, 429, 500, 502, 503}) {
            assertThat(Trouble.of(status, Optional.empty()).orElseThrow().refused())
                    .as("%s", status)
                    .isFalse();
        }
        for (int status : new int[] {400, 405, 409, 410, 413, 415, 422, 451}) {
            assertThat(Trouble.of(status, Optional.empty()).orElseThrow().refused())
                    .as("%s", status)
                    .isTrue();
        }
        for (int status : new int[] {200, 201, 202, 204}) {
            assertThat(Trouble.of(status, Optional.empty())).isEmpty();
        }
    }
}
