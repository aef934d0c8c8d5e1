package io.agentidentity.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import io.agentidentity.task.Authority.Rights;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallTest {

    private static final String TOOL = "{'subject':{'type':'identity','id':'u1'},'action':{'name':'tools/call'},"
            + "'resource':{'type':'tool','id':'invoices.approve','properties':{'server':'https://erp.example/mcp'}},"
            + "'context':{'token':'t','parameters':{'amount':420},'agent':'root','owner':7,'x':{'y':1}}}";

    @Test
    void aToolCallIsTheToolsName() {
        Call call = Call.parse(json(TOOL));
        assertThat(call.operation()).isEqualTo("invoices.approve");
        assertThat(call.server()).contains("https://erp.example/mcp");
        assertThat(call.parameters().toString()).isEqualTo("{\"amount\":420}");
        assertThat(call.claims()).isEqualTo(Map.of("agent", "root"));
    }

    @Test
    void anyOtherActionIsItsOwnName() {
        Call call = Call.parse(json("{'subject':{'type':'user','id':'u1'},'action':{'name':'invoices.list'},"
                + "'resource':{'type':'invoice','id':'7'}}"));
        assertThat(call.operation()).isEqualTo("invoices.list");
        assertThat(call.token()).isEmpty();
        assertThat(call.parameters()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'subject':{'type':'identity','id':'u1'}   | 'subject':7                     | subject must be an object",
                "'id':'u1'                                 | 'id':null                       | subject.id is missing",
                "'type':'identity',                        | ``                              | subject.type is missing",
                "'name':'tools/call'                       | 'name':''                       | action.name must be plain text of 1 to 1024 characters",
                "'type':'tool'                             | 'type':'file'                   | resource.type must be tool where action.name is tools/call",
                "'token':'t'                               | 'token':['t']                   | context.token must be plain text of 1 to 65536 characters",
                "'parameters':{'amount':420}               | 'parameters':[420]              | context.parameters must be an object",
                "'invoices.approve'                        | 'in\\u202evoices'               | resource.id must be plain text of 1 to 1024 characters",
            })
    void whatIsNotOfTheFormIsNamed(String replaced, String by, String message) {
        assertThat(TOOL).contains(replaced);
        assertThatThrownBy(() -> Call.parse(json(TOOL.replace(replaced, by))))
                .isInstanceOf(InvalidInput.class)
                .hasMessage(message);
    }

    @Test
    void theDigestIsThatOfTheCanonicalForm() {
        assertThat(Call.parse(json(TOOL.replace("{'amount':420}", "{'b':1.0,'a':'x'}")))
                        .parameterDigest())
                .isEqualTo(Call.parse(json(TOOL.replace("{'amount':420}", "{'a':'x','b':1}")))
                        .parameterDigest());
        assertThatThrownBy(() -> Call.parse(json(TOOL.replace("420", "1e400")))).isInstanceOf(InvalidInput.class);
    }

    @Test
    void theListOfToolsIsNamedByItsDigestOrNotAtAll() {
        String digest = "sha-256:" + "0a".repeat(32);
        assertThat(withTools("'" + digest + "'").toolsDigest()).contains(digest);
        assertThat(withTools("null").toolsDigest()).isEmpty();
        assertThat(Call.parse(json(TOOL)).toolsDigest()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "''",
                "7",
                "[]",
                "'sha-256:'",
                "'sha-256:%s0'",
                "'sha-256:%S'",
                "'%s'",
                "'sha-256:%s\\n'",
                "'sha256:%s'"
            })
    void anotherFormOfThatDigestIsRefused(String form) {
        assertThatThrownBy(() -> withTools(form.formatted("0a".repeat(32))))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("context.tools_digest must be sha-256: and 64 hexadecimal digits in lower case");
    }

    private static Call withTools(String digest) {
        return Call.parse(json(TOOL.replace("'token':'t'", "'token':'t','tools_digest':" + digest)));
    }

    @Test
    void theRightsDecideByActionAndParameters() {
        Call call = Call.parse(json(TOOL));
        Rights rights = Rights.fromJson(json("{'actions':['invoices.approve'],'constraints':{'amount':{'max':500}}}"));
        assertThat(CallRule.denied(rights, call)).isEmpty();
        assertThat(CallRule.denied(rights, Call.parse(json(TOOL.replace("420", "501")))))
                .contains(new Denied(Denial.PARAMETER_VIOLATION, "amount does not keep to its max"));
        assertThat(CallRule.denied(rights, Call.parse(json(TOOL.replace("invoices.approve", "Invoices.approve")))))
                .get()
                .extracting(Denied::denial)
                .isEqualTo(Denial.OUT_OF_AUTHORITY);
        assertThat(CallRule.denied(Rights.UNNARROWED, call)).isEmpty();
    }

    @Test
    void anEvaluationTakesWhatItDoesNotSayFromAround() {
        JsonNode request = json("{'subject':{'type':'u','id':'1'},'context':{'token':'t'},"
                + "'evaluations':[{'action':{'name':'a'}},{'subject':{'type':'u','id':'2'}}],"
                + "'options':{'evaluations_semantic':'deny_on_first_deny'}}");
        assertThat(Evaluations.areIn(request)).isTrue();
        Evaluations all = Evaluations.parse(request);
        assertThat(all.calls())
                .isEqualTo(List.of(
                        json("{'subject':{'type':'u','id':'1'},'action':{'name':'a'},'context':{'token':'t'}}"),
                        json("{'subject':{'type':'u','id':'2'},'context':{'token':'t'}}")));
        assertThat(all.semantic().endsWith(false)).isTrue();
        assertThat(all.semantic().endsWith(true)).isFalse();
        assertThatThrownBy(
                        () -> Evaluations.parse(json("{'evaluations':[{}],'options':{'evaluations_semantic':'any'}}")))
                .hasMessageContaining("must be one of execute_all, deny_on_first_deny, permit_on_first_permit");
        assertThatThrownBy(() -> Evaluations.parse(json("{'evaluations':[7]}"))).isInstanceOf(InvalidInput.class);
        assertThat(Evaluations.areIn(json("{'evaluations':[]}"))).isFalse();
    }

    private static JsonNode json(String text) {
        return StrictJson.parse(text.replace('\'', '"'));
    }
}
