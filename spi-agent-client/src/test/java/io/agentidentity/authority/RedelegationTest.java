package io.agentidentity.authority;

import static io.agentidentity.agent.Texts.assertRefused;
import static io.agentidentity.agent.Texts.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedelegationTest {

    @Test
    void delegatesAreWrittenInTheirOrder() {
        assertThat(parse("{'allowed_delegates':['ocr','mail'],'max_depth':2}"))
                .isEqualTo(new Redelegation(Optional.of(2), List.of("mail", "ocr")))
                .satisfies(some -> assertThat(some.toJson())
                        .hasToString("{\"max_depth\":2,\"allowed_delegates\":[\"mail\",\"ocr\"]}"));
        assertThat(parse("{'allowed_delegates':['ocr']}").maxDepth()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                       | delegation must be an object",
                "{}                       | delegation.allowed_delegates must be a list of 1 to 100 client ids",
                "{'allowed_delegates':[]} | delegation.allowed_delegates must be a list of 1 to 100 client ids",
                "{'allowed_delegates':'*'} | delegation.allowed_delegates must be a list of 1 to 100 client ids",
                "{'allowed_delegates':null} | delegation.allowed_delegates must be a list of 1 to 100 client ids",
                "{'allowed_delegates':['a','a']} | delegation.allowed_delegates must hold distinct client ids",
                "{'allowed_delegates':[1]} | delegation.allowed_delegates must be a string of 1 to 255 characters, none of them control or format",
                "{'allowed_delegates':['a'],'max_depth':0} | delegation.max_depth must be a whole number from 1 to 8",
                "{'allowed_delegates':['a'],'max_depth':9} | delegation.max_depth must be a whole number from 1 to 8",
                "{'allowed_delegates':['a'],'max_depth':null} | delegation.max_depth must be a whole number from 1 to 8",
                "{'allowed_delegates':['a'],'depth':1} | unknown member in delegation"
            })
    void aRefusalNamesTheMember(String text, String message) {
        assertRefused(() -> parse(text)).hasMessage(message);
    }

    @Test
    void aHundredDelegatesAreTheMost() {
        assertThat(many(100).allowedDelegates()).hasSize(100);
        assertRefused(() -> many(101));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'max_depth':3,'allowed_delegates':['a','b']} | {'max_depth':3,'allowed_delegates':['b']} | true",
                "{'max_depth':3,'allowed_delegates':['a','b']} | {'max_depth':4,'allowed_delegates':['b']} | false",
                "{'max_depth':3,'allowed_delegates':['a','b']} | {'allowed_delegates':['b']}               | false",
                "{'allowed_delegates':['a']}                   | {'max_depth':8,'allowed_delegates':['a']} | true",
                "{'allowed_delegates':['a']}                   | {'allowed_delegates':['a','b']}           | false",
                "{'allowed_delegates':['a']}                   | {'allowed_delegates':['A']}               | false"
            })
    void noDeeperAndNobodyElseIsCovered(String outer, String inner, boolean covered) {
        assertThat(parse(outer).covers(parse(inner))).isEqualTo(covered);
    }

    @Test
    void aDepthThatIsNotMentionedStays() {
        assertThat(parse("{'max_depth':3,'allowed_delegates':['a','b']}")
                        .inheritedBy(parse("{'allowed_delegates':['a']}")))
                .isEqualTo(parse("{'max_depth':3,'allowed_delegates':['a']}"));
    }

    private static Redelegation many(int count) {
        return parse(IntStream.range(0, count)
                .mapToObj(i -> "'a" + i + "'")
                .collect(Collectors.joining(",", "{'allowed_delegates':[", "]}")));
    }

    private static Redelegation parse(String text) {
        return Redelegation.parse(json(text));
    }
}
