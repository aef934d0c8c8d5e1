package io.agentidentity.agent.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a realm has decided for the records of its agents.
 *
 * @param retention for how long they are kept; empty for as long as the realm is there
 */
public record AuditSettings(Optional<Duration> retention) {

    private static final Set<String> MEMBERS = Set.of("retentionSeconds");
    private static final Duration SHORTEST = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** What a realm has that decided nothing. */
    public static final AuditSettings DEFAULT = new AuditSettings(Optional.empty());

    static AuditSettings parse(JsonNode node) {
        ObjectNode object = Members.object(node, "audit", MEMBERS);
        JsonNode seconds = object.path("retentionSeconds");
        if (seconds.isMissingNode() || seconds.isNull()) {
            return DEFAULT;
        }
        if (!seconds.isIntegralNumber()
                || !seconds.canConvertToLong()
                || seconds.longValue() < SHORTEST.toSeconds()
                || seconds.longValue() > LONGEST.toSeconds()) {
            throw new InvalidInput("audit.retentionSeconds must be a whole number of seconds from "
                    + SHORTEST.toSeconds() + " to " + LONGEST.toSeconds());
        }
        return new AuditSettings(Optional.of(Duration.ofSeconds(seconds.longValue())));
    }

    /** Whether records go sooner than by other settings. */
    public boolean keepsLessThan(AuditSettings other) {
        return retention
                .filter(own -> other.retention.isEmpty() || own.compareTo(other.retention.get()) < 0)
                .isPresent();
    }

    ObjectNode write() {
        return StrictJson.object()
                .put("retentionSeconds", retention.map(Duration::toSeconds).orElse(null));
    }
}
