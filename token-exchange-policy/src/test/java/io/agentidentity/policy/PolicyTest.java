package io.agentidentity.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.StrictJson;
import io.agentidentity.policy.Condition.Came;
import io.agentidentity.policy.Verdict.Applied;
import io.agentidentity.policy.Verdict.Outcome.ApprovalRequired;
import io.agentidentity.policy.Verdict.Outcome.Denied;
import io.agentidentity.policy.Verdict.Outcome.LoginRequired;
import io.agentidentity.policy.Verdict.Outcome.Permitted;
import io.agentidentity.policy.Verdict.Outcome.Undecided;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {

    private static final String DENY = "{'id':'no','condition':'true','effect':'deny','reason':'not now'}";
    private static final String LOGIN = "{'id':'fresh','condition':'true','effect':'require_login','maxAge':50}";
    private static final String APPROVAL = "{'id':'ask','condition':'true','effect':'require_approval'}";
    private static final String OBLIGE =
            "{'id':'log','condition':'true','effect':'oblige','obligations':[{'id':'redact','fields':['iban']}]}";
    private static final String PERMIT = "{'id':'only','condition':'history.calls == 3','effect':'permit'}";

    @Test
    void withoutARuleEverythingIsPermitted() {
        assertThat(judge().outcome()).isEqualTo(new Permitted());
        assertThat(Policy.NONE.judge(Stage.CALL, new SomeFacts())).isEqualTo(Verdict.PERMITTED);
    }

    @Test
    void theStricterComesFirstWhateverTheOrder() {
        assertThat(judge(OBLIGE, APPROVAL, LOGIN, DENY).outcome()).isEqualTo(new Denied("no", "not now"));
        assertThat(judge(OBLIGE, APPROVAL, LOGIN).outcome()).isInstanceOf(LoginRequired.class);
        assertThat(judge(OBLIGE, APPROVAL).outcome()).isEqualTo(new ApprovalRequired("ask"));
        assertThat(judge(OBLIGE).outcome()).isEqualTo(new Permitted());
    }

    @Test
    void obligationsComeWithAPermitOnly() {
        assertThat(judge(OBLIGE).obligations())
                .singleElement()
                .satisfies(
                        one -> assertThat(one.path("fields").get(0).textValue()).isEqualTo("iban"));
        assertThat(judge(OBLIGE, DENY).obligations()).isEmpty();
    }

    @Test
    void whereSomeThingsArePermittedAllElseIsDenied() {
        assertThat(judge(PERMIT).outcome()).isEqualTo(new Permitted());
        assertThat(judge(PERMIT, DENY).outcome()).isEqualTo(new Denied("no", "not now"));

        String other = PERMIT.replace("only", "other").replace("== 3", "> 100");
        assertThat(judge(other).outcome()).isInstanceOf(Denied.class);
        assertThat(judge(other, PERMIT).outcome()).isEqualTo(new Permitted());

        assertThat(judge(other.replace("'effect'", "'stages':['issue'],'effect'"))
                        .outcome())
                .as("a permit rule of another stage says nothing here")
                .isEqualTo(new Permitted());
    }

    @Test
    void aRuleThatErrsDenies() {
        for (String effect : new String[] {
            "'deny','reason':'x'", "'permit'", "'require_approval'", "'oblige','obligations':[{'id':'a'}]"
        }) {
            Verdict verdict =
                    judge("{'id':'broken','condition':'request.parameters.missing > 3','effect':" + effect + "}");

            assertThat(verdict.outcome()).isEqualTo(new Denied("broken", "the rule cannot be evaluated"));
            assertThat(verdict.erred()).singleElement().satisfies(rule -> {
                assertThat(rule.rule()).isEqualTo("broken");
                assertThat(rule.error()).contains("it looks at something that is not there");
            });
        }
    }

    @Test
    void whatOnlyLogsChangesNothingAndSaysWhatItWouldHaveDone() {
        Verdict denied = judge(logOnly(DENY));
        assertThat(denied.outcome()).isEqualTo(new Permitted());
        assertThat(denied.rehearsed()).contains(new Denied("no", "not now"));

        Verdict none = judge(logOnly(PERMIT.replace("== 3", "== 4")));
        assertThat(none.outcome()).isEqualTo(new Permitted());
        assertThat(none.rehearsed()).get().isInstanceOf(Denied.class);

        Verdict broken = judge(logOnly("{'id':'b','condition':'request.parameters.x > 3','effect':'permit'}"));
        assertThat(broken.outcome()).isEqualTo(new Permitted());
        assertThat(broken.erred()).hasSize(1);

        assertThat(judge(logOnly(DENY), DENY.replace("no", "truly")).outcome())
                .isEqualTo(new Denied("truly", "not now".replace("no", "truly")));
        assertThat(judge(logOnly(OBLIGE)).obligations()).isEmpty();
        assertThat(judge(logOnly(PERMIT)).rehearsed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    {'environment':'production'}  | true
                    {'environment':'development'} | false
                    {'label':'payments'}          | true
                    {'label':'pay'}               | false
                    {'agent':'ap-clerk'}          | true
                    {'agent':'ap-clerk2'}         | false
                    {'ownerGroup':'/finance'}     | true
                    {'ownerGroup':'/hr'}          | false
                    {}                            | true
                    """)
    void aRuleIsForTheAgentsOfItsScope(String scope, boolean applies) {
        SomeFacts facts = new SomeFacts().group("/finance", true).group("/hr", false);
        Verdict verdict = policy(DENY.replace("'effect'", "'scope':" + scope + ",'effect'"))
                .judge(Stage.CALL, facts);

        assertThat(verdict.outcome() instanceof Denied).isEqualTo(applies);
        assertThat(verdict.applied()).hasSize(applies ? 1 : 0);
    }

    @Test
    void aGroupThatIsGoneSwitchesNoRuleOff() {
        Verdict verdict = judge(OBLIGE.replace("'effect'", "'scope':{'ownerGroup':'/gone'},'effect'"));

        assertThat(verdict.outcome()).isInstanceOf(Denied.class);
        assertThat(verdict.erred()).hasSize(1);
    }

    @Test
    void aLoginMustBeThatFreshAndThatStrong() {
        Policy fresh = policy(LOGIN);
        assertThat(fresh.judge(Stage.ISSUE, new SomeFacts().with(Fact.AUTH_AGE_SECONDS, 50))
                        .outcome())
                .isEqualTo(new Permitted());
        assertThat(fresh.judge(Stage.ISSUE, new SomeFacts().with(Fact.AUTH_AGE_SECONDS, 51))
                        .outcome())
                .isInstanceOf(LoginRequired.class);
        assertThat(fresh.judge(Stage.ISSUE, new SomeFacts().without(Fact.AUTH_AGE_SECONDS))
                        .outcome())
                .as("nobody logged in")
                .isInstanceOf(LoginRequired.class);

        Policy strong = policy(LOGIN.replace("'maxAge':50", "'acr':'gold'"));
        assertThat(strong.judge(Stage.ISSUE, new SomeFacts().reaching("gold")).outcome())
                .isEqualTo(new Permitted());
        assertThat(strong.judge(Stage.ISSUE, new SomeFacts()).outcome())
                .isEqualTo(new LoginRequired("fresh", new Effect.RequireLogin(Optional.of("gold"), Optional.empty())));
    }

    @Test
    void saysWhichRulesWereAskedAndWhatTheyLookAt() {
        Applied applied = judge(PERMIT).applied().get(0);

        assertThat(applied.came()).isEqualTo(Came.MATCHED);
        assertThat(applied.facts()).containsExactly(Fact.HISTORY_CALLS);
        assertThat(StrictJson.write(applied.toJson()))
                .isEqualTo("{\"rule\":\"only\",\"effect\":\"permit\",\"mode\":\"enforce\",\"result\":\"matched\","
                        + "\"facts\":[\"history.calls\"]}");
    }

    @Test
    void whatCannotBeFoundOutIsNoVerdict() {
        Policy policy = policy(DENY.replace("'true'", "'\\\\'/a\\\\' in principal.groups'"));

        assertThatThrownBy(() -> policy.judge(Stage.CALL, new SomeFacts().failing(Fact.PRINCIPAL_GROUPS)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatWasNotKeptIsUnknownUnlessItDoesNotMatter() {
        String large = "{'id':'large','condition':'request.parameters.amount > 500','effect':'deny','reason':'x'}";
        String permit = "{'id':'some','condition':'request.parameters.amount > 500','effect':'permit'}";
        String either =
                "{'id':'either','condition':'history.calls == 3 || request.parameters.x','effect':'deny','reason':'x'}";

        assertThat(replay(large).outcome()).isEqualTo(new Undecided("large", Fact.REQUEST_PARAMETERS));
        assertThat(replay(permit).outcome()).isEqualTo(new Undecided("some", Fact.REQUEST_PARAMETERS));
        assertThat(replay(large, DENY).outcome()).isEqualTo(new Denied("no", "not now"));
        assertThat(replay(large, LOGIN).outcome()).isInstanceOf(Undecided.class);
        assertThat(replay(either).outcome()).isEqualTo(new Denied("either", "x"));
        assertThat(replay(PERMIT).outcome()).isEqualTo(new Permitted());
    }

    private static Verdict replay(String... rules) {
        return policy(rules).judge(Stage.CALL, new SomeFacts().notKept(Fact.REQUEST_PARAMETERS));
    }

    @Test
    void whatTwoAgentsAreToldTogetherIsTheStricter() {
        assertThat(judge(OBLIGE).and(judge(LOGIN)).outcome()).isInstanceOf(LoginRequired.class);
        assertThat(judge(DENY).and(judge(LOGIN)).outcome()).isEqualTo(new Denied("no", "not now"));
        assertThat(judge(APPROVAL).and(judge(LOGIN)).outcome()).isInstanceOf(LoginRequired.class);
        assertThat(judge(OBLIGE).and(judge(APPROVAL)).obligations()).isEmpty();
        assertThat(judge(OBLIGE).and(judge(OBLIGE)).obligations()).hasSize(1);
        assertThat(judge(PERMIT).and(judge(logOnly(DENY))).rehearsed()).contains(new Denied("no", "not now"));
        assertThat(judge(DENY).and(judge(logOnly(LOGIN))).rehearsed()).isEmpty();
    }

    @Test
    void isWrittenAsItIsRead() {
        Policy policy = policy(DENY, LOGIN, APPROVAL, OBLIGE, PERMIT.replace("'effect'", "'stages':['call'],'effect'"));

        assertThat(Policy.parse(policy.toJson()).toJson()).isEqualTo(policy.toJson());
    }

    @Test
    void tellsEverythingThatIsWrongAtOnce() {
        InvalidRules invalid = catchThrowableOfType(
                InvalidRules.class,
                () -> policy(
                        "{'id':'a','condition':'1 +','effect':'deny','reason':'x'}",
                        "{'id':'a','condition':'true','effect':'permit'}",
                        "{'id':'B','condition':'true','effect':'permit'}",
                        "{'id':'c','condition':'agent.x','effect':'forbid'}",
                        "{'id':'d','condition':'true','effect':'deny'}",
                        "{'id':'e','condition':'true','effect':'permit','reason':'x'}",
                        "{'id':'f','condition':'true','effect':'require_login'}",
                        "{'id':'g','effect':'permit'}",
                        "{'id':'h','condition':'true','effect':'permit','stages':['never']}",
                        "{'id':'i','condition':'true','effect':'permit','mode':'off'}",
                        "{'id':'j','condition':'true','effect':'permit','scope':{'environment':'x'}}",
                        "{'id':'k','condition':'true','effect':'oblige','obligations':[{}]}",
                        "7"));

        assertThat(invalid.problems().stream()
                        .map(problem -> problem.rule().orElseThrow())
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("a", "rules[2]", "c", "d", "e", "f", "g", "h", "i", "j", "k", "rules[12]");
        assertThat(invalid.problems())
                .anySatisfy(
                        problem -> assertThat(problem.message()).contains("effect must be one of deny, require_login"))
                .anySatisfy(problem -> assertThat(problem.message()).contains("unknown member 'reason'"));
    }

    @Test
    void boundsTheNumberOfRules() {
        String[] rules = IntStream.range(0, 201)
                .mapToObj(i -> DENY.replace("'no'", "'n" + i + "'"))
                .toArray(String[]::new);

        assertThatThrownBy(() -> policy(rules)).isInstanceOf(InvalidRules.class).hasMessageContaining("200");
    }

    @Test
    void compilesNothingWhenItJudges() {
        Policy policy = policy(PERMIT);
        Condition condition = policy.rules().get(0).condition();

        policy.judge(Stage.CALL, new SomeFacts());
        policy.judge(Stage.CALL, new SomeFacts());

        assertThat(policy.rules().get(0).condition()).isSameAs(condition);
    }

    private static Verdict judge(String... rules) {
        return policy(rules).judge(Stage.CALL, new SomeFacts());
    }

    private static String logOnly(String rule) {
        return rule.replace("'effect'", "'mode':'log_only','effect'");
    }

    private static Policy policy(String... rules) {
        ObjectNode document = StrictJson.object();
        ArrayNode list = document.putArray("rules");
        for (String rule : rules) {
            String json = rule.replace("\\\\'", "\u0000").replace('\'', '"').replace("\u0000", "'");
            String stages = rule.contains("request.parameters")
                    ? json.replace("\"effect\"", "\"stages\":[\"call\"],\"effect\"")
                    : json;
            list.add(StrictJson.parse(stages));
        }
        return Policy.parse(document);
    }
}
