package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.TestRealm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What monitoring sees. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("smoke")
class MetricsIT {

    private static final Path DASHBOARD = Path.of("../docs/grafana-dashboard.json");
    private static final Pattern METER = Pattern.compile("agent_identity_[a-z_]+");

    private final TestRealm realm;
    private final Scene scene;

    MetricsIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
    }

    @Test
    void recordsAreCountedByWhatCameOfThem() {
        assumeTrue(realm.metrics().isPresent(), "the meters are out of reach");
        scene.exchange().token();
        scene.exchange().token();
        scene.refused(scene.exchange().replace("audience", "nowhere"), "invalid_target");
        await().untilAsserted(() -> {
            assertThat(records("token.issued", "permitted", "")).isGreaterThanOrEqualTo(2);
            assertThat(records("token.refused", "refused", "target_invalid")).isEqualTo(1);
            assertThat(gauge("agent_identity_tasks_active")).isGreaterThanOrEqualTo(2);
            assertThat(gauge("agent_identity_audit_unsealed")).isZero();
            assertThat(gauge("agent_identity_audit_unsealed_age_seconds")).isZero();
        });
    }

    @Test
    void theDashboardShowsMetersThatThereAre() throws IOException {
        assumeTrue(realm.metrics().isPresent(), "the meters are out of reach");
        scene.exchange().token();
        realm.admin()
                .put(
                        "/agents/audit/sinks/siem",
                        Map.of("url", "https://siem.example/records", "secret", "${vault.siem}"))
                .expect(200);
        await().until(() -> records("token.issued", "permitted", "") > 0
                && shown("agent_identity_audit_sink_lag{realm=\"" + realm.name() + "\",sink=\"siem\"}") > 0);
        String shown = realm.metrics().orElseThrow();
        TreeSet<String> asked = new TreeSet<>();
        JsonNode dashboard = Json.parse(Files.readString(DASHBOARD));
        dashboard
                .findValuesAsText("expr")
                .forEach(expression -> METER.matcher(expression).results().forEach(meter -> asked.add(meter.group())));
        assertThat(asked).isNotEmpty().allSatisfy(meter -> assertThat(shown).contains(meter + "{"));
    }

    private double records(String type, String outcome, String reason) {
        return shown("agent_identity_records_total{outcome=\"" + outcome + "\",realm=\"" + realm.name() + "\",reason=\""
                + reason + "\",type=\"" + type + "\"}");
    }

    private double gauge(String name) {
        return shown(name + "{realm=\"" + realm.name() + "\"}");
    }

    /** The number behind a name; -1 if it is not shown. */
    private double shown(String name) {
        return realm.metrics()
                .orElseThrow()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(-1);
    }
}
