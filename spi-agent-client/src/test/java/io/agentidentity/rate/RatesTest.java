package io.agentidentity.rate;

import static io.agentidentity.agent.Texts.assertRefused;
import static io.agentidentity.agent.Texts.json;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RatesTest {

    @Test
    void whatIsWrittenReadsBack() {
        for (String text : new String[] {
            "{}",
            "{'tokensPerMinute':1}",
            "{'tokensPerMinute':5,'decisionsPerMinute':50,'perPrincipal':{'tokensPerMinute':2,'decisionsPerMinute':3}}"
        }) {
            Rates rates = Rates.parse(json(text), "rates");
            assertThat(rates.write()).isEqualTo(json(text));
            assertThat(Rates.parse(rates.write(), "rates")).isEqualTo(rates);
        }
        assertThat(Rates.parse(json("{'perPrincipal':null}"), "rates")).isEqualTo(Rates.NONE);
    }

    @Test
    void eachMemberThatIsNotSaidIsTheOthers() {
        Rates own = Rates.parse(json("{'tokensPerMinute':9000,'perPrincipal':{'decisionsPerMinute':1}}"), "rates");

        assertThat(own.or(Rates.STANDARD).write())
                .isEqualTo(json("{'tokensPerMinute':9000,'decisionsPerMinute':6000,"
                        + "'perPrincipal':{'tokensPerMinute':300,'decisionsPerMinute':1}}"));
        assertThat(Rates.NONE.or(Rates.STANDARD)).isEqualTo(Rates.STANDARD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                      | rates must be an object",
                "{'tokensPerMinute':0}                   | rates.tokensPerMinute must be a whole number from 1 to 1000000",
                "{'decisionsPerMinute':'1'}              | rates.decisionsPerMinute must be a whole number from 1 to 1000000",
                "{'perPrincipal':{'tokensPerMinute':-1}} | rates.perPrincipal.tokensPerMinute must be a whole number from 1 to 1000000",
                "{'perPrincipal':{'perPrincipal':{}}}    | unknown member 'perPrincipal' in rates.perPrincipal",
                "{'callsPerMinute':1}                    | unknown member 'callsPerMinute' in rates",
            })
    void aRefusalNamesTheMember(String rates, String message) {
        assertRefused(() -> Rates.parse(json(rates), "rates")).hasMessage(message);
    }
}
