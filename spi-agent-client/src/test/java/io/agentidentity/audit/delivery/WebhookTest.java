package io.agentidentity.audit.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentidentity.audit.delivery.Webhook.Start;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sink may be. */
class WebhookTest {

    private static final String SMALLEST = "{'url':'https://siem.example/in/s3cret-path','secret':'${vault.siem}'}";

    private static Webhook parse(String json) {
        return Webhook.parse(StrictJson.parse(json.replace('\'', '"')));
    }

    @Test
    void whatIsNotSaidHasItsDefault() {
        Webhook webhook = parse(SMALLEST);
        assertThat(webhook.enabled()).isTrue();
        assertThat(webhook.allowPrivate()).isFalse();
        assertThat(webhook.authorization()).isEmpty();
        assertThat(webhook.timeoutMillis()).isEqualTo(5000);
        assertThat(webhook.attempts()).isEqualTo(5);
        assertThat(webhook.batch()).isEqualTo(1);
        assertThat(Webhook.start(StrictJson.parse("{}"))).isEqualTo(Start.BEGINNING);
        assertThat(Webhook.start(StrictJson.parse("{\"start\":\"now\"}"))).isEqualTo(Start.NOW);
    }

    @Test
    void whatIsWrittenReadsBack() {
        Webhook webhook = parse(
                "{'enabled':false,'url':'http://127.0.0.1:9/x','secret':'${vault.a}',"
                        + "'authorization':'${vault.b}','allowPrivate':true,'timeoutMillis':20000,'attempts':20,'batch':100,'start':'now'}");
        assertThat(webhook.enabled()).isFalse();
        assertThat(Webhook.parse(webhook.write())).isEqualTo(webhook);
    }

    @Test
    void whoReadsRecordsSeesTheServerAndThatThePathIsAnother() {
        String redacted = StrictJson.write(parse(SMALLEST).redacted());
        assertThat(redacted).contains("\"https://siem.example\"").doesNotContain("s3cret-path");
        assertThat(StrictJson.write(parse(SMALLEST.replace("s3cret", "other")).redacted()))
                .isNotEqualTo(redacted);
        assertThat(StrictJson.write(parse(SMALLEST.replace("siem.example", "siem.example:8443"))
                        .redacted()))
                .contains("\"https://siem.example:8443\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                                        | the sink must be an object",
                "{}                                                        | url is required",
                "{'url':'https://a.b'}                                     | secret is required",
                "{'url':'http://a.b','secret':'${vault.a}'}                | url must begin with https://, or http:// and a loopback address",
                "{'url':'file:///etc/passwd','secret':'${vault.a}'}        | url must be an absolute URL",
                "{'url':'gopher://a.b/','secret':'${vault.a}'}             | url must begin with https://, or http:// and a loopback address",
                "{'url':'https://u:p@a.b','secret':'${vault.a}'}           | url must have no credentials, query or fragment",
                "{'url':'https://a.b/?k=v','secret':'${vault.a}'}          | url must have no credentials, query or fragment",
                "{'url':'https://a.b/x y','secret':'${vault.a}'}           | url must be an absolute URL",
                "{'url':'https://a.b','secret':'whsec_plain'}              | secret must name a secret of the vault, as ${vault.NAME}",
                "{'url':'https://a.b','secret':'${vault.a}','authorization':'Bearer x'} | authorization must name a secret of the vault, as ${vault.NAME}",
                "{'url':'https://a.b','secret':'${vault.a}','timeoutMillis':20001} | timeoutMillis must be a whole number from 1 to 20000",
                "{'url':'https://a.b','secret':'${vault.a}','attempts':0}  | attempts must be a whole number from 1 to 20",
                "{'url':'https://a.b','secret':'${vault.a}','batch':101}   | batch must be a whole number from 1 to 100",
                "{'url':'https://a.b','secret':'${vault.a}','headers':{}}  | unknown member 'headers' in the sink",
            })
    void whatCannotBeIsNamed(String json, String message) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(InvalidInput.class).hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "A", "a_b", "a/b", "a\r\nb", "file"})
    void theseAreNoNames(String name) {
        assertThatThrownBy(() -> Webhook.name(name)).isInstanceOf(InvalidInput.class);
    }

    @Test
    void thisIsAName() {
        assertThat(Webhook.name("siem-1")).isEqualTo("siem-1");
        assertThatThrownBy(() -> Webhook.name("a".repeat(64))).isInstanceOf(InvalidInput.class);
    }
}
