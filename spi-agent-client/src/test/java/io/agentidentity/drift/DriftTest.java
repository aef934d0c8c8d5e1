package io.agentidentity.drift;

import static io.agentidentity.agent.Texts.assertRefused;
import static io.agentidentity.agent.Texts.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.drift.Drift.Consequence;
import io.agentidentity.drift.Drift.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DriftTest {

    @ParameterizedTest
    @EnumSource(DriftSignal.class)
    void everySignalHasARuleThatItCanHave(DriftSignal signal) {
        assertThat(Drift.STANDARD.after(signal)).isBetween(1, signal.most());
        assertThat(signal.consequences()).contains(Drift.STANDARD.then(signal));
    }

    @Test
    void theThirdCallOutsideTheAuthorityStopsTheTaskAndSoDoesAnyAfterIt() {
        Drift drift = Drift.STANDARD;

        assertThat(drift.follows(DriftSignal.OUT_OF_AUTHORITY, 2, 1)).isEmpty();
        for (int seen : new int[] {3, 4, 100}) {
            assertThat(drift.follows(DriftSignal.OUT_OF_AUTHORITY, seen, 1))
                    .contains(new Finding(Consequence.SUSPEND, "3 calls outside the authority of the task"));
        }
        assertThat(drift.follows(DriftSignal.OUT_OF_AUTHORITY, 8, 3)).isEmpty();
        assertThat(drift.follows(DriftSignal.OUT_OF_AUTHORITY, 9, 3))
                .contains(new Finding(Consequence.SUSPEND, "9 calls outside the authority of the task"));
    }

    @Test
    void whatStopsNothingHappensEachTimeSoManyMoreWereSeen() {
        Drift drift =
                parse("{'parameterViolation':{'after':2,'then':'raise_risk'}}").or(Drift.STANDARD);

        for (int seen = 1; seen < 10; seen++) {
            assertThat(drift.follows(DriftSignal.PARAMETER_VIOLATION, seen, 1).isPresent())
                    .isEqualTo(seen % 2 == 0);
        }
        assertThat(drift.follows(DriftSignal.PARAMETER_VIOLATION, 4, 1))
                .contains(new Finding(Consequence.RAISE_RISK, "4 calls with parameters that the task does not allow"));
    }

    @Test
    void oneIsWrittenAsOne() {
        assertThat(DriftSignal.NEW_KEY.saw(1)).isEqualTo("1 request without the key that the task is bound to");
        assertThat(DriftSignal.CALL_RATE.saw(60)).isEqualTo("more than 60 calls in a minute");
        assertThat(DriftSignal.TOOLS_CHANGED.saw(1))
                .isEqualTo("1 call with another list of tools than the task began with");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'outOfAuthority':5}",
                "{'then':'revoke'}",
                "{'outOfAuthority':1,'then':'note','newKey':{'after':1,'then':'revoke'},'newAddress':{'then':'suspend'},"
                        + "'callRate':{'after':60},'toolsChanged':{'after':2,'then':'note'}}",
            })
    void whatIsWrittenReadsBack(String text) {
        Drift drift = parse(text);

        assertThat(drift.write()).isEqualTo(json(text));
        assertThat(parse(drift.write().toString())).isEqualTo(drift);
        assertThat(drift.or(Drift.NONE)).isEqualTo(drift);
    }

    @Test
    void eachMemberThatIsNotSaidIsTheOthers() {
        Drift drift = parse("{'then':'revoke','newKey':{'after':1}}")
                .or(parse("{'outOfAuthority':7}"))
                .or(Drift.STANDARD);

        assertThat(drift.after(DriftSignal.OUT_OF_AUTHORITY)).isEqualTo(7);
        assertThat(drift.then(DriftSignal.OUT_OF_AUTHORITY)).isEqualTo(Consequence.REVOKE);
        assertThat(drift.after(DriftSignal.NEW_KEY)).isEqualTo(1);
        assertThat(drift.then(DriftSignal.NEW_KEY)).isEqualTo(Consequence.NOTE);
        assertThat(drift.after(DriftSignal.CALL_RATE)).isEqualTo(600);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                  | drift must be an object",
                "{'outOfAuthority':0}                | drift.outOfAuthority must be a whole number from 1 to 1000",
                "{'then':'kill'}                     | drift.then must be one of note, suspend, revoke, raise_risk",
                "{'newKey':1}                        | drift.newKey must be an object",
                "{'newKey':{'after':1001}}           | drift.newKey.after must be a whole number from 1 to 1000",
                "{'newKey':{'then':'kill'}}          | drift.newKey.then must be one of note, suspend, revoke, raise_risk",
                "{'newKey':{'most':1}}               | unknown member 'most' in drift.newKey",
                "{'useAfterEnding':{'then':'revoke'}} | drift.useAfterEnding.then must be one of note, raise_risk",
                "{'callRate':{'after':1000001}}      | drift.callRate.after must be a whole number from 1 to 1000000",
                "{'toolsChanged':{'after':1001}}     | drift.toolsChanged.after must be a whole number from 1 to 1000",
                "{'newTools':{}}                     | unknown member 'newTools' in drift",
            })
    void aRefusalNamesTheMember(String drift, String message) {
        assertRefused(() -> parse(drift)).hasMessage(message);
    }

    private static Drift parse(String text) {
        return Drift.parse(json(text), "drift");
    }
}
