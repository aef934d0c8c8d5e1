package io.agentidentity.agent;

import static io.agentidentity.agent.Texts.assertRefused;
import static io.agentidentity.agent.Texts.json;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CeilingTest {

    @Test
    void absentListsMeanNoneAndAbsentActionsMeanThatOnlyScopesLimit() {
        Ceiling ceiling = parse("{}");

        assertThat(ceiling).isEqualTo(Ceiling.NONE);
        assertThat(ceiling.scopes()).isEmpty();
        assertThat(ceiling.targets()).isEmpty();
        assertThat(ceiling.roles()).isEmpty();
        assertThat(ceiling.actions()).isEmpty();
    }

    @Test
    void anEmptyListOfActionsAllowsNoAction() {
        assertThat(parse("{'actions':[]}").actions())
                .hasValueSatisfying(actions -> assertThat(actions).isEmpty());
    }

    @Test
    void livesAreThoseOfTheContract() {
        assertThat(Ceiling.NONE.tokenSeconds()).isEqualTo(120);
        assertThat(Ceiling.NONE.taskSeconds()).isEqualTo(15 * 60);
        assertThat(parse("{'tokenSeconds':300,'taskSeconds':28800}").tokenSeconds())
                .isEqualTo(300);
        assertThat(parse("{'tokenSeconds':300,'taskSeconds':28800}").taskSeconds())
                .isEqualTo(28800);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "301", "1.5", "120.0", "'120'", "true", "99999999999999999999", "[]", "1e2"})
    void aTokenLivesFromOneSecondToFiveMinutes(String seconds) {
        assertRefused(() -> parse("{'tokenSeconds':" + seconds + "}"))
                .hasMessage("ceiling.tokenSeconds must be a whole number of seconds from 1 to 300");
    }

    @Test
    void aTaskLivesEightHoursAtMost() {
        assertRefused(() -> parse("{'taskSeconds':28801}"))
                .hasMessage("ceiling.taskSeconds must be a whole number of seconds from 1 to 28800");
    }

    @Test
    void belowAnotherOnlyWhatBothAllowIsLeft() {
        Ceiling own = parse("{'scopes':['a','b'],'targets':['erp','crm'],'roles':['erp:clerk','erp:boss'],"
                + "'actions':['list','pay'],'delegates':['ocr'],'chainDepth':2,'tokenSeconds':60}");
        Ceiling above = parse("{'scopes':['b','c'],'targets':['erp'],'roles':['erp:clerk'],"
                + "'actions':['pay','read'],'delegates':['mail'],'chainDepth':5,'tokenSeconds':30}");

        assertThat(own.below(above))
                .isEqualTo(parse("{'scopes':['b'],'targets':['erp'],'roles':['erp:clerk'],"
                        + "'actions':['pay'],'delegates':['ocr'],'chainDepth':2,'tokenSeconds':60}"));
        assertThat(own.below(Ceiling.NONE).roles()).isEmpty();
    }

    @Test
    void belowAnotherTheLimitsAreTheStricterOfBoth() {
        Ceiling own = parse("{'limits':{'maxTokens':9,'maxCalls':3}}");
        Ceiling above = parse("{'limits':{'maxTokens':5,'maxCalls':4,'sum':{'amount':7}}}");

        assertThat(own.below(above)).isEqualTo(parse("{'limits':{'maxTokens':5,'maxCalls':3,'sum':{'amount':7}}}"));
    }

    @Test
    void absentActionsOfEitherDoNotNarrowTheOthers() {
        Ceiling named = parse("{'actions':['pay']}");

        assertThat(named.below(Ceiling.NONE).actions()).isEqualTo(named.actions());
        assertThat(Ceiling.NONE.below(named).actions()).isEqualTo(named.actions());
        assertThat(Ceiling.NONE.below(Ceiling.NONE).actions()).isEmpty();
        assertThat(named.below(parse("{'actions':['read']}")).actions())
                .hasValueSatisfying(actions -> assertThat(actions).isEmpty());
    }

    @Test
    void limitsAreWrittenAsTheRestOfTheRecord() {
        Ceiling ceiling = parse("{'limits':{'maxTokens':50,'maxCalls':null,'sum':{'amount':2000.50}}}");

        assertThat(ceiling.limits().maxTokens()).contains(50);
        assertThat(ceiling.limits().maxCalls()).isEmpty();
        assertThat(AgentJson.write(ceiling).path("limits"))
                .hasToString("{\"maxTokens\":50,\"sum\":{\"amount\":2000.5}}");
    }

    @Test
    void withoutLimitsNothingIsWrittenAboutThem() {
        for (String none : new String[] {"{}", "{'limits':null}", "{'limits':{}}", "{'limits':{'sum':{}}}"}) {
            assertThat(parse(none)).isEqualTo(Ceiling.NONE);
        }
        assertThat(AgentJson.write(Ceiling.NONE).has("limits")).isFalse();
    }

    @Test
    void listsKeepTheirOrderAndDropWhatIsRepeated() {
        assertThat(parse("{'scopes':['b','a','b']}").scopes()).containsExactly("b", "a");
    }

    @Test
    void aListHasTwoHundredValuesAtMost() {
        assertRefused(() -> parse("{'targets':[" + "'a',".repeat(200) + "'a']}"))
                .hasMessage("ceiling.targets must be a list of at most 200 strings");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                     | ceiling must be an object",
                "{'scope':['a']}        | unknown member 'scope' in ceiling",
                "{'depth':3}            | unknown member 'depth' in ceiling",
                "{'chainDepth':9}       | ceiling.chainDepth must be a whole number from 1 to 8",
                "{'chainDepth':0}       | ceiling.chainDepth must be a whole number from 1 to 8",
                "{'concurrentTasks':0}  | ceiling.concurrentTasks must be a whole number from 1 to 100000",
                "{'limits':[]}          | ceiling.limits must be an object",
                "{'limits':{'max_calls':1}} | unknown member in ceiling.limits",
                "{'limits':{'maxDuration':1}} | unknown member in ceiling.limits",
                "{'limits':{'maxTokens':0}} | ceiling.limits.maxTokens must be a whole number from 1 to 1000000000",
                "{'limits':{'sum':{'amount':-1}}} | ceiling.limits.sum.amount must not be negative",
                "{'scopes':'a'}         | ceiling.scopes must be a list of at most 200 strings",
                "{'scopes':['a b']}     | ceiling.scopes must hold one scope each",
                "{'scopes':['']}        | ceiling.scopes must hold non-empty strings",
                "{'scopes':[null]}      | ceiling.scopes must hold non-empty strings",
                "{'targets':[1]}        | ceiling.targets must hold non-empty strings",
                "{'targets':['a\\u0007']} | ceiling.targets must not hold control or direction characters",
                "{'actions':{}}         | ceiling.actions must be a list of at most 200 strings",
                "{'actions':[' ']}      | ceiling.actions must hold non-empty strings",
                "{'roles':['clerk']}    | ceiling.roles must be written client:role",
                "{'roles':[':clerk']}   | ceiling.roles must be written client:role",
                "{'roles':['erp:']}     | ceiling.roles must be written client:role",
            })
    void aRefusalNamesTheMember(String ceiling, String message) {
        assertRefused(() -> parse(ceiling)).hasMessage(message);
    }

    private static Ceiling parse(String text) {
        return Ceiling.parse(json(text));
    }
}
