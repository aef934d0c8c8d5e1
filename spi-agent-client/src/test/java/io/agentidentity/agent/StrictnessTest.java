package io.agentidentity.agent;

import static io.agentidentity.agent.Texts.assertRefused;
import static io.agentidentity.agent.Texts.json;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictnessTest {

    @Test
    void nothingIsRequiredUnlessTheRecordSaysSo() {
        assertThat(parse("{}")).isEqualTo(Strictness.NONE);
        assertThat(parse("{'actorToken':null,'details':false}")).isEqualTo(Strictness.NONE);
    }

    @Test
    void eachRequirementIsItsOwn() {
        assertThat(parse("{'actorToken':true}")).isEqualTo(new Strictness(true, false, false, false, false, false));
        assertThat(parse("{'senderConstraint':true}"))
                .isEqualTo(new Strictness(false, true, false, false, false, false));
        assertThat(parse("{'details':true}")).isEqualTo(new Strictness(false, false, true, false, false, false));
        assertThat(parse("{'purpose':true}")).isEqualTo(new Strictness(false, false, false, true, false, false));
        assertThat(parse("{'scope':true}")).isEqualTo(new Strictness(false, false, false, false, true, false));
        assertThat(parse("{'endOnLogout':true}")).isEqualTo(new Strictness(false, false, false, false, false, true));
    }

    @Test
    void whatEitherOfTwoRequiresIsRequired() {
        Strictness record = parse("{'details':true,'scope':true}");

        assertThat(record.and(Strictness.NONE)).isEqualTo(record);
        assertThat(Strictness.NONE.and(record)).isEqualTo(record);
        assertThat(record.and(parse("{'actorToken':true,'scope':true}")))
                .isEqualTo(parse("{'actorToken':true,'details':true,'scope':true}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "true                     | strictness must be an object",
                "{'actorToken':'true'}    | strictness.actorToken must be true or false",
                "{'senderConstraint':1}   | strictness.senderConstraint must be true or false",
                "{'details':{}}           | strictness.details must be true or false",
                "{'purpose':[]}           | strictness.purpose must be true or false",
                "{'actortoken':true}      | unknown member 'actortoken' in strictness",
            })
    void aRefusalNamesTheMember(String strictness, String message) {
        assertRefused(() -> parse(strictness)).hasMessage(message);
    }

    private static Strictness parse(String text) {
        return Strictness.parse(json(text));
    }
}
