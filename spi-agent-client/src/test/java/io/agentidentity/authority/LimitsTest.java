package io.agentidentity.authority;

import static io.agentidentity.agent.Texts.assertRefused;
import static io.agentidentity.agent.Texts.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.authority.Limits.Member;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {

    private static final String ALL =
            "{'max_tokens':5,'max_calls':6,'max_calls_per_action':7,'max_duration':600,'max_depth':2,'sum':{'amount':20.5}}";

    @Test
    void everyMemberIsTakenAndWrittenBack() {
        Limits limits = limits(ALL);

        assertThat(limits.maxTokens()).contains(5);
        assertThat(limits.maxCalls()).contains(6);
        assertThat(limits.maxCallsPerAction()).contains(7);
        assertThat(limits.maxDuration()).contains(600);
        assertThat(limits.maxDepth()).contains(2);
        assertThat(limits.sums().get("amount")).isEqualByComparingTo("20.5");
        assertThat(limits.members()).containsExactly(Member.values());
        assertThat(limits.toJson()).hasToString(ALL.replace('\'', '"'));
    }

    @Test
    void aRecordHoldsThoseThatItHasNoOtherMemberFor() {
        assertThat(limits(ALL).toRecordJson())
                .hasToString(
                        "{'maxTokens':5,'maxCalls':6,'maxCallsPerAction':7,'sum':{'amount':20.5}}".replace('\'', '"'));
        assertThat(Limits.parseRecord(json("{'maxTokens':5,'maxCalls':6,'sum':{'amount':20.50}}"), "x"))
                .isEqualTo(limits("{'max_tokens':5,'max_calls':6,'sum':{'amount':20.5}}"));
    }

    @Test
    void nothingIsLimitedByNothing() {
        assertThat(limits("{}")).isEqualTo(Limits.NONE);
        assertThat(limits("{'sum':{}}")).isEqualTo(Limits.NONE);
        assertThat(Limits.NONE.isEmpty()).isTrue();
        assertThat(Limits.NONE.toJson()).isEmpty();
        assertThat(Limits.NONE.covers(limits(ALL))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                       | limits must be an object",
                "null                     | limits must be an object",
                "{'maxTokens':5}          | unknown member in limits",
                "{'max_tokens':null}      | limits.max_tokens must be a whole number from 1 to 1000000000",
                "{'max_tokens':'5'}       | limits.max_tokens must be a whole number from 1 to 1000000000",
                "{'max_tokens':5.0}       | limits.max_tokens must be a whole number from 1 to 1000000000",
                "{'max_tokens':1e999999999} | limits.max_tokens must be a whole number from 1 to 1000000000",
                "{'max_calls':0}          | limits.max_calls must be a whole number from 1 to 1000000000",
                "{'max_calls_per_action':-1} | limits.max_calls_per_action must be a whole number from 1 to 1000000000",
                "{'max_calls':99999999999} | limits.max_calls must be a whole number from 1 to 1000000000",
                "{'max_duration':28801}   | limits.max_duration must be a whole number from 1 to 28800",
                "{'max_depth':9}          | limits.max_depth must be a whole number from 1 to 8",
                "{'sum':5}                | limits.sum must be an object",
                "{'sum':{'amount':'5'}}   | limits.sum.amount must be a number",
                "{'sum':{'amount':null}}  | limits.sum.amount must be a number",
                "{'sum':{'amount':-0.01}} | limits.sum.amount must not be negative",
                "{'sum':{'amount':1e99}}  | limits.sum.amount must have at most 18 digits, or 15 if it is a fraction",
                "{'sum':{'a..b':1}}       | limits.sum must name parameters of 1 to 128 characters and at most 5 steps"
            })
    void aRefusalNamesTheMember(String limits, String message) {
        assertRefused(() -> limits(limits)).hasMessage(message);
    }

    @Test
    void sumsHaveABoundAlsoWhereTwoLayersMeet() {
        assertThat(sums(0, 16).sums()).hasSize(16);
        assertRefused(() -> sums(0, 17)).hasMessage("limits must name at most 16 sums");
        assertRefused(() -> sums(0, 16).inheritedBy(sums(1, 17)));
        assertRefused(() -> sums(0, 16).strictest(sums(1, 17)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'max_tokens':5}         | {'max_tokens':5}              | true",
                "{'max_tokens':5}         | {'max_tokens':1,'max_calls':9} | true",
                "{'max_tokens':5}         | {'max_tokens':6}              | false",
                "{'max_tokens':5}         | {'max_calls':5}               | false",
                "{'max_tokens':5}         | {}                            | false",
                "{'sum':{'a':5}}          | {'sum':{'a':5.0,'b':9}}       | true",
                "{'sum':{'a':5}}          | {'sum':{'a':5.01}}            | false",
                "{'sum':{'a':5}}          | {'sum':{'b':5}}               | false",
                "{'sum':{'a':5}}          | {'max_tokens':5}              | false"
            })
    void lowerIsCoveredAndHigherOrMissingIsNot(String outer, String inner, boolean covered) {
        assertThat(limits(outer).covers(limits(inner))).isEqualTo(covered);
    }

    @Test
    void whatARequestDoesNotMentionStays() {
        assertThat(limits("{'max_tokens':5,'max_duration':600,'sum':{'a':5}}")
                        .inheritedBy(limits("{'max_tokens':3,'sum':{'b':1}}")))
                .isEqualTo(limits("{'max_tokens':3,'max_duration':600,'sum':{'a':5,'b':1}}"));
    }

    @Test
    void theLowerOfTwoCounts() {
        assertThat(limits("{'max_tokens':5,'max_duration':600,'sum':{'a':5}}")
                        .strictest(limits("{'max_tokens':9,'max_depth':2,'sum':{'a':4,'b':1}}")))
                .isEqualTo(limits("{'max_tokens':5,'max_duration':600,'max_depth':2,'sum':{'a':4,'b':1}}"));
    }

    private static Limits sums(int from, int to) {
        return limits(IntStream.range(from, to)
                .mapToObj(i -> "'p" + i + "':1")
                .collect(Collectors.joining(",", "{'sum':{", "}}")));
    }

    private static Limits limits(String text) {
        return Limits.parse(json(text));
    }
}
