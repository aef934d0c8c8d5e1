package io.agentidentity.agent.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.Wire;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a realm has decided for the record of who did what.
 *
 * @param retention for how long records are kept; empty for as long as the realm is there
 * @param introspection which looks of resource servers at tokens of agents are recorded
 * @param pseudonyms whether records call people by pseudonyms in place of their ids
 */
public record AuditSettings(Optional<Duration> retention, Introspection introspection, boolean pseudonyms) {

    private static final Set<String> MEMBERS = Set.of("retentionSeconds", "introspection", "pseudonyms");
    private static final Duration SHORTEST = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** What a realm has that decided nothing. */
    public static final AuditSettings DEFAULT = new AuditSettings(Optional.empty(), Introspection.NONE, false);

    /** Which looks at tokens are recorded. */
    public enum Introspection {
        /** None. */
        NONE,
        /** Those that found the token inactive, so many of one caller in a minute. */
        REFUSED,
        /** These, and every one that found the token active. */
        ALL
    }

    static AuditSettings parse(JsonNode node) {
        ObjectNode object = Members.object(node, "audit", MEMBERS);
        String introspection = Members.optionalText(object, "introspection", "audit.introspection", 64);
        return new AuditSettings(
                retention(object.path("retentionSeconds")),
                introspection == null
                        ? Introspection.NONE
                        : Wire.parse(Introspection.class, "audit.introspection", introspection),
                Members.flag(object, "pseudonyms", "audit.pseudonyms"));
    }

    private static Optional<Duration> retention(JsonNode seconds) {
        if (seconds.isMissingNode() || seconds.isNull()) {
            return Optional.empty();
        }
        if (!seconds.isIntegralNumber()
                || !seconds.canConvertToLong()
                || seconds.longValue() < SHORTEST.toSeconds()
                || seconds.longValue() > LONGEST.toSeconds()) {
            throw new InvalidInput("audit.retentionSeconds must be a whole number of seconds from "
                    + SHORTEST.toSeconds() + " to " + LONGEST.toSeconds());
        }
        return Optional.of(Duration.ofSeconds(seconds.longValue()));
    }

    /** Whether records go sooner than by other settings. */
    public boolean keepsLessThan(AuditSettings other) {
        return retention
                .filter(own -> other.retention.isEmpty() || own.compareTo(other.retention.get()) < 0)
                .isPresent();
    }

    ObjectNode write() {
        return StrictJson.object()
                .put("retentionSeconds", retention.map(Duration::toSeconds).orElse(null))
                .put("introspection", Wire.name(introspection))
                .put("pseudonyms", pseudonyms);
    }
}
