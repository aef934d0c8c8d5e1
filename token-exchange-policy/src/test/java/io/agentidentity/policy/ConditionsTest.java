package io.agentidentity.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.agentidentity.json.StrictJson;
import io.agentidentity.policy.Condition.Came;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionsTest {

    private static final Set<Stage> CALL = Set.of(Stage.CALL);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    agent.clientid == 'x'                  | 1:1  | unknown name 'agent.clientid'; known: agent.client_id, agent.name
                    agent.owner.group == 'x'               | 1:1  | unknown name 'agent.owner.group'; known: agent.client_id
                    agent == 'x'                           | 1:1  | unknown name 'agent'; known: agent.client_id
                    agnt.client_id == 'x'                  | 1:1  | unknown name 'agnt.client_id'; known: agent.…, principal.…
                    true && agent.nam == 'x'               | 1:9  | unknown name 'agent.nam'
                    isNight(now)                           | 1:8  | unknown function 'isNight'
                    agent.client_id == 3                   | 1:17 | '==' cannot be applied to (string, int)
                    agent.client_id                        | 1:6  | must be true or false, not of type string
                    1 +                                    | 1:4  | syntax error: something is missing at the end
                    true && )                              | 1:9  | syntax error
                    'a'.matches('[')                       | 1:12 | regular expression
                    now.getHours('Berlin') > 3             | 1:13 | time zone
                    """)
    void saysWhatIsWrongAndWhere(String text, String place, String words) {
        RuleProblem problem = problems(text, CALL).get(0);

        assertThat(problem.place().map(at -> at.line() + ":" + at.column())).contains(place);
        assertThat(problem.message()).contains(words).doesNotContain("container", "candidates", "expecting", "_==_");
    }

    @Test
    void namesTheLineAndEverythingThatIsWrong() {
        List<RuleProblem> problems = problems("agent.client_id == 'x'\n  && agnt == 3\n  && foo(1)", CALL);

        assertThat(problems.stream()
                        .map(problem -> problem.place().orElseThrow().line()))
                .contains(2, 3);
    }

    @Test
    void factsOfCallsAreThereForCallsOnly() {
        assertThat(problems("true\n&& request.action == 'x'", Set.of(Stage.ISSUE, Stage.CALL)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.message()).contains("request.action", "stage call only");
                    assertThat(problem.place().orElseThrow().line()).isEqualTo(2);
                });
        assertThat(Conditions.compile("request.action == 'x'", CALL).facts()).containsExactly(Fact.REQUEST_ACTION);
    }

    @Test
    void nothingIsTooLongOrTooDeep() {
        assertThat(problems(" ".repeat(2000) + "true", CALL).get(0).message()).contains("2000");
        assertThat(problems("(".repeat(40) + "true" + ")".repeat(40), CALL)
                        .get(0)
                        .message())
                .contains("nested");
        assertThat(problems("[1].all(a, a == 1) && ".repeat(40) + "true", CALL)
                        .get(0)
                        .message())
                .contains("too long");
        assertThatThrownBy(() -> Conditions.compile("[".repeat(1900), CALL)).isInstanceOf(InvalidRules.class);
        assertThatThrownBy(() -> Conditions.compile("'a'.matches('(a{100}){100}')", CALL))
                .isInstanceOf(InvalidRules.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request.parameters.amount > 400 && request.parameters.amount < 420.5",
                "request.parameters.deep.list[1].name == 'b'",
                "request.parameters.deep.list.exists(each, each.name == 'a')",
                "request.parameters.nothing == null && request.parameters.yes",
                "has(request.parameters.amount) && !has(request.parameters.missing)",
                "history.calls_of['a'] == 2 && history.calls_of['never'] == 0",
                "principal.attributes['site'][0] == 'berlin' && 'berlin' in principal.attributes.site",
                "now.getHours('Europe/Berlin') == 11 && now.getDayOfWeek() == 1",
                "now - history.last_call_at > duration('24h')",
                "request.parameters.huge > 9223372036854775807",
                "request.parameters.missing > 3 || true",
            })
    void holds(String text) {
        SomeFacts facts = new SomeFacts()
                .with(Fact.HISTORY_CALLS_OF, Map.of("a", 2))
                .with(Fact.HISTORY_LAST_CALL_AT, Instant.EPOCH)
                .with(
                        Fact.REQUEST_PARAMETERS,
                        StrictJson.parse("{\"amount\":420,\"yes\":true,\"nothing\":null,\"huge\":1e30,"
                                + "\"deep\":{\"list\":[{\"name\":\"a\"},{\"name\":\"b\"}]}}"));

        assertThat(came(text, facts)).isEqualTo(Came.MATCHED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request.parameters.missing > 3",
                "request.parameters.amount > 'a'",
                "request.parameters.amount",
                "principal.attributes['none'][0] == 'x'",
                "principal.attributes['site'][3] == 'x'",
                "auth.time < now",
                "1 / (history.calls - 3) == 1",
                "timestamp(request.parameters.when) < now",
                "history.calls + 9223372036854775807 > 0",
                "request.parameters.list.all(a, request.parameters.list.all(b, a == b))",
                "'x'.matches(request.parameters.when)",
            })
    void errsWithoutAValueInItsWords(String text) {
        String list = "[" + "1,".repeat(49) + "1]";
        SomeFacts facts = new SomeFacts()
                .with(
                        Fact.REQUEST_PARAMETERS,
                        StrictJson.parse("{\"amount\":77123,\"when\":\"se(cret\",\"list\":" + list + "}"));

        Condition.Result result = Conditions.compile(text, CALL).of(new FactView(facts));

        assertThat(result.came()).isEqualTo(Came.ERRED);
        assertThat(result.error().orElseThrow()).doesNotContain("cret", "77123", "<input>");
    }

    @Test
    void whatCannotBeFoundOutIsNoAnswerUnlessItDoesNotMatter() {
        FactView view = new FactView(new SomeFacts().failing(Fact.PRINCIPAL_GROUPS));

        assertThatThrownBy(() -> Conditions.compile("'/finance' in principal.groups", CALL)
                        .of(view))
                .hasMessage("the directory is away");
        assertThat(Conditions.compile("'/finance' in principal.groups || true", CALL)
                        .of(view)
                        .came())
                .isEqualTo(Came.MATCHED);
        assertThat(Conditions.compile("request.parameters.missing", CALL)
                        .of(view)
                        .came())
                .isEqualTo(Came.ERRED);
    }

    @Test
    void whatIsNotLookedAtIsNotFoundOut() {
        SomeFacts facts = new SomeFacts();
        FactView view = new FactView(facts);

        Conditions.compile("history.calls > 10 && '/finance' in principal.groups", CALL)
                .of(view);
        Conditions.compile("history.calls > 11", CALL).of(view);

        assertThat(facts.askedFor).containsExactly(Fact.HISTORY_CALLS);
    }

    private static Came came(String text, SomeFacts facts) {
        return Conditions.compile(text, CALL).of(new FactView(facts)).came();
    }

    private static List<RuleProblem> problems(String text, Set<Stage> stages) {
        InvalidRules invalid = catchThrowableOfType(InvalidRules.class, () -> Conditions.compile(text, stages));
        assertThat(invalid).as(text).isNotNull();
        return invalid.problems();
    }
}
