package io.agentidentity.policy.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.decision.Denial;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteAnswerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'decision':true}",
                "{'decision':true,'context':{}}",
                "{'decision':true,'context':{'reason':'x','obligations':[]}}",
                "{'decision':true,'context':{'obligations':null}}"
            })
    void yesIsYes(String body) {
        assertThat(of(200, "application/json", body)).isEqualTo(RemoteAnswer.YES);
        assertThat(of(200, "Application/JSON; charset=utf-8", body)).isEqualTo(RemoteAnswer.YES);
        assertThat(of(200, "application/json", body).denied()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'decision':false}",
                "{'decision':true,'context':{'obligations':['mask']}}",
                "{'decision':true,'context':{'obligations':{'mask':true}}}",
                "{'decision':true,'context':{'obligations':'mask'}}"
            })
    void noAndTermsThatNobodyKeepsAreNo(String body) {
        assertThat(of(200, "application/json", body)).isEqualTo(RemoteAnswer.NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "true",
                "[]",
                "{}",
                "{'decision':'true'}",
                "{'decision':1}",
                "{'decision':null}",
                "{'decision':false,'decision':true}",
                "{'decision':true}{'decision':true}",
                "{'decision':true",
                "<html>yes</html>"
            })
    void anythingElseIsNoAnswer(String body) {
        assertThat(of(200, "application/json", body)).isEqualTo(RemoteAnswer.AWAY);
    }

    @Test
    void aYesOfAnotherKindIsNone() {
        String yes = "{'decision':true}";
        assertThat(of(200, "text/html", yes)).isEqualTo(RemoteAnswer.AWAY);
        assertThat(of(200, "", yes)).isEqualTo(RemoteAnswer.AWAY);
        for (int status : new int[] {201, 204, 302, 307, 401, 403, 404, 500, 503}) {
            assertThat(of(status, "application/json", yes)).isEqualTo(RemoteAnswer.AWAY);
        }
        byte[] notUtf8 = "{\"decision\":true,\"x\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(RemoteAnswer.of(200, "application/json", notUtf8)).isEqualTo(RemoteAnswer.AWAY);
    }

    @Test
    void nothingButYesPermits() {
        for (RemoteAnswer answer : RemoteAnswer.values()) {
            assertThat(answer.denied().isEmpty()).isEqualTo(answer == RemoteAnswer.YES);
            answer.denied().ifPresent(no -> assertThat(no.denial()).isEqualTo(Denial.POLICY_DENIED));
        }
    }

    private static RemoteAnswer of(int status, String type, String body) {
        return RemoteAnswer.of(status, type, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
