package io.agentidentity.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.StrictJson;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For how long records are kept. */
class AuditSettingsTest {

    private static AuditSettings audit(String json) {
        return Settings.parse(StrictJson.parse("{\"audit\":" + json.replace('\'', '"') + "}"))
                .audit();
    }

    private static AuditSettings days(int days) {
        return audit("{'retentionSeconds':" + Duration.ofDays(days).toSeconds() + "}");
    }

    @Test
    void aRealmThatSaysNothingKeepsThem() {
        assertThat(Settings.DEFAULT.audit().retention()).isEmpty();
        assertThat(audit("null").retention()).isEmpty();
        assertThat(audit("{'retentionSeconds':null}").retention()).isEmpty();
    }

    @Test
    void whatIsWrittenReadsBackAndOutlastsOtherChanges() {
        Settings settings =
                Settings.parse(StrictJson.parse("{\"ownerGroup\":\"/a\",\"audit\":{\"retentionSeconds\":86400}}"));
        assertThat(settings.audit().retention()).contains(Duration.ofDays(1));
        assertThat(Settings.parse(settings.write())).isEqualTo(settings);
        assertThat(settings.adoptingDeclared().audit()).isEqualTo(settings.audit());
        assertThat(settings.movedTo("/a", "/b").orElseThrow().audit()).isEqualTo(settings.audit());
    }

    @Test
    void onlyAShorterTimeKeepsLess() {
        assertThat(days(30).keepsLessThan(AuditSettings.DEFAULT)).isTrue();
        assertThat(days(30).keepsLessThan(days(31))).isTrue();
        assertThat(days(30).keepsLessThan(days(30))).isFalse();
        assertThat(days(31).keepsLessThan(days(30))).isFalse();
        assertThat(AuditSettings.DEFAULT.keepsLessThan(days(30))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"86399", "0", "-1", "3153600001", "1e9", "86400.5", "'86400'", "99999999999999999999"})
    void noOtherTimeIsOne(String seconds) {
        assertThatThrownBy(() -> audit("{'retentionSeconds':" + seconds + "}"))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("audit.retentionSeconds must be a whole number of seconds from 86400 to 3153600000");
    }
}
