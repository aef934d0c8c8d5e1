package io.agentidentity.agent.settings;

import static io.agentidentity.agent.Texts.assertRefused;
import static io.agentidentity.agent.Texts.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteDecisionTest {

    private static final String HTTPS =
            "remoteDecision.url must begin with https://, or http:// and a loopback address";

    @Test
    void aRealmThatSaysNothingAsksNobody() {
        assertThat(Settings.DEFAULT.remoteDecision()).isEmpty();
        assertThat(Settings.parse(json("{'remoteDecision':null}"))).isEqualTo(Settings.DEFAULT);
    }

    @Test
    void whatIsNotSaidHasItsDefault() {
        assertThat(parse("{'url':'https://pdp.example/access/v1/evaluation'}"))
                .isEqualTo(new RemoteDecision(
                        URI.create("https://pdp.example/access/v1/evaluation"),
                        1000,
                        false,
                        false,
                        false,
                        Optional.empty()));
    }

    @Test
    void whatIsWrittenReadsBackAndOutlastsOtherChanges() {
        Settings settings = Settings.parse(
                json("{'ownerGroup':'/a','remoteDecision':{'url':'https://pdp.example:8443/x','timeoutMillis':5000,"
                        + "'onIssue':true,'onCall':true,'parameters':true,'credential':'${vault.pdp}'}}"));
        assertThat(Settings.parse(settings.write())).isEqualTo(settings);
        assertThat(settings.remoteDecision().orElseThrow().credential()).contains("${vault.pdp}");
        assertThat(settings.adoptingDeclared().remoteDecision()).isEqualTo(settings.remoteDecision());
        assertThat(settings.movedTo("/a", "/b").orElseThrow().remoteDecision()).isEqualTo(settings.remoteDecision());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8181/x", "http://127.0.0.1:1/x", "http://127.9.9.9/x", "http://[::1]/x"})
    void withoutTlsItMayBeOnThisMachine(String url) {
        assertThat(parse("{'url':'" + url + "'}").plain()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "true                                    | remoteDecision must be an object",
                "{}                                      | remoteDecision.url is required",
                "{'url':'/x'}                            | remoteDecision.url must be an absolute URL",
                "{'url':'https://'}                      | remoteDecision.url must be an absolute URL",
                "{'url':'https://a b'}                   | remoteDecision.url must be an absolute URL",
                "{'url':'http://pdp.example/x'}          | " + HTTPS,
                "{'url':'http://127.0.0.1.example/x'}    | " + HTTPS,
                "{'url':'http://127.0.0.999/x'}          | remoteDecision.url must be an absolute URL",
                "{'url':'http://169.254.169.254/x'}      | " + HTTPS,
                "{'url':'http://localhost.example/x'}    | " + HTTPS,
                "{'url':'file://localhost/x'}            | " + HTTPS,
                "{'url':'https://u:p@pdp.example/x'}     | remoteDecision.url must have no credentials, query or fragment",
                "{'url':'https://pdp.example/x?key=y'}   | remoteDecision.url must have no credentials, query or fragment",
                "{'url':'https://pdp.example/x#y'}       | remoteDecision.url must have no credentials, query or fragment",
                "{'url':'https://a.b','timeoutMillis':0} | remoteDecision.timeoutMillis must be a whole number from 1 to 5000",
                "{'url':'https://a.b','timeoutMillis':5001} | remoteDecision.timeoutMillis must be a whole number from 1 to 5000",
                "{'url':'https://a.b','onCall':'yes'}    | remoteDecision.onCall must be true or false",
                "{'url':'https://a.b','credential':'s3cret'} | remoteDecision.credential must name a secret of the vault, as ${vault.NAME}",
                "{'url':'https://a.b','credential':'${vault.a}${vault.b}'} | remoteDecision.credential must name a secret of the vault, as ${vault.NAME}",
                "{'url':'https://a.b','secret':'x'}      | unknown member 'secret' in remoteDecision",
            })
    void whatCannotBeIsNamed(String remote, String message) {
        assertRefused(() -> parse(remote)).hasMessage(message);
    }

    private static RemoteDecision parse(String remote) {
        return Settings.parse(json("{'remoteDecision':" + remote + "}"))
                .remoteDecision()
                .orElseThrow();
    }
}
