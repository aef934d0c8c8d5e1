package io.agentidentity.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Metrics;
import java.util.regex.Pattern;

/**
 * Counts records when they are sealed, which happens to each once in a cluster: {@code agent_identity_records_total} by realm,
 * type, outcome and, of refusals, reason.
 */
public final class RecordMeter {

    private static final String NAME = "agent.identity.records";

    /** Of reasons that are codes; one in words would be a series of its own. */
    private static final Pattern CODE = Pattern.compile("[a-z][a-z_]{0,39}");

    private static final Pattern TYPE = Pattern.compile("agent\\.(.+)\\.v\\d+");

    private RecordMeter() {}

    /** Counts a record of a realm. */
    public static void sealed(String realm, JsonNode record) {
        if (!Meters.watched()) {
            return;
        }
        JsonNode data = record.path("data");
        String outcome = data.path("outcome").asText("");
        Metrics.counter(
                        NAME,
                        "realm",
                        realm,
                        "type",
                        TYPE.matcher(record.path("type").asText()).replaceFirst("$1"),
                        "outcome",
                        outcome,
                        "reason",
                        outcome.equals("refused") ? code(data.path("reason").asText()) : "")
                .increment();
    }

    private static String code(String reason) {
        return CODE.matcher(reason).matches() ? reason : "other";
    }
}
