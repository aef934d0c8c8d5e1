package io.agentidentity.agent.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Environment;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import io.agentidentity.json.Wire;
import io.agentidentity.rate.Rates;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a realm has decided for all its agents.
 *
 * @param confirmOwner which owners must say that they take an agent on before it gets anything
 * @param ownerGroup path of the group whose members may own agents; absent means every person may
 * @param periods how long things may last, by name
 * @param maxLiveTasks most live tasks of an agent whose record names no number of its own
 * @param wideScopes scopes that no agent should have, because they give more than a task
 * @param adoptDeclared whether a client that says it is an agent becomes one at once when somebody says so who may make agents
 * @param tasks what holds for their tasks and tokens
 * @param risk what is done about risky ones
 * @param rates how often each may ask whose record does not say that; all members are there
 * @param remoteDecision who outside this server is asked too, if anybody
 * @param audit what holds for the record of who did what
 */
public record Settings(
        ConfirmOwner confirmOwner,
        Optional<String> ownerGroup,
        Map<Period, Integer> periods,
        int maxLiveTasks,
        List<String> wideScopes,
        boolean adoptDeclared,
        TaskSettings tasks,
        RiskSettings risk,
        Rates rates,
        Optional<RemoteDecision> remoteDecision,
        AuditSettings audit) {

    private static final int MAX_SECONDS = (int) Duration.ofDays(3650).toSeconds();
    private static final int MAX_TASKS = 100_000;

    /** What a realm has that decided nothing. */
    public static final Settings DEFAULT = parse(StrictJson.object());

    /** Which owners must take an agent on themselves. */
    public enum ConfirmOwner {
        /** Whoever an agent is handed over to. */
        TRANSFER,
        /** Besides, every owner of an agent in production. */
        PRODUCTION
    }

    /** A period that a realm may choose, with its length where it chose none. */
    public enum Period {
        /** From one review of an agent in development to the next. */
        DEVELOPMENT_REVIEW("developmentReviewSeconds", 90),
        /** From one review of an agent in production to the next. */
        PRODUCTION_REVIEW("productionReviewSeconds", 180),
        /** How long before a due date mails and findings say so. */
        REMINDER("reminderSeconds", 14),
        /** How long after a review was due the agent is suspended. */
        GRACE("graceSeconds", 14),
        /** The longest life of a client secret, and the one it gets. */
        SECRET("secretSeconds", 90),
        /** The longest time for which a replaced key stays good. */
        ROTATION("rotationSeconds", 30),
        /** The age from which on a key is held to be stale. */
        STALE_KEY("staleKeySeconds", 365),
        /** How long an agent may be unused before it is held to be dormant. */
        DORMANT("dormantSeconds", 60);

        private final String member;
        private final int days;

        Period(String member, int days) {
            this.member = member;
            this.days = days;
        }

        private int standard() {
            return (int) Duration.ofDays(days).toSeconds();
        }
    }

    private static final Set<String> MEMBERS = Set.of(
            "confirmOwner",
            "ownerGroup",
            "maxLiveTasks",
            "wideScopes",
            "adoptDeclared",
            "tasks",
            "risk",
            "rates",
            "remoteDecision",
            "audit",
            "developmentReviewSeconds",
            "productionReviewSeconds",
            "reminderSeconds",
            "graceSeconds",
            "secretSeconds",
            "rotationSeconds",
            "staleKeySeconds",
            "dormantSeconds",
            "version");

    /**
     * Parses and checks settings; what is not said has its default.
     *
     * @throws InvalidInput naming the member and the rule
     */
    public static Settings parse(JsonNode node) {
        ObjectNode object = Members.object(node, "settings", MEMBERS);
        String confirm = Members.optionalText(object, "confirmOwner", "confirmOwner", 64);
        Map<Period, Integer> periods = new EnumMap<>(Period.class);
        for (Period period : Period.values()) {
            periods.put(period, Members.seconds(object, period.member, period.member, period.standard(), MAX_SECONDS));
        }
        List<String> wide = Members.list(object, "wideScopes", "wideScopes");
        String group = Members.optionalText(object, "ownerGroup", "ownerGroup", 1024);
        if (group != null && group.isBlank()) {
            throw new InvalidInput("ownerGroup must be the path of a group");
        }
        return new Settings(
                confirm == null ? ConfirmOwner.TRANSFER : Wire.parse(ConfirmOwner.class, "confirmOwner", confirm),
                Optional.ofNullable(group),
                Map.copyOf(periods),
                Members.whole(object, "maxLiveTasks", "maxLiveTasks", MAX_TASKS).orElse(1000),
                wide == null ? List.of("offline_access", "roles", "microprofile-jwt") : wide,
                Members.flag(object, "adoptDeclared", "adoptDeclared"),
                object.hasNonNull("tasks") ? TaskSettings.parse(object.get("tasks")) : TaskSettings.DEFAULT,
                object.hasNonNull("risk") ? RiskSettings.parse(object.get("risk")) : RiskSettings.DEFAULT,
                object.hasNonNull("rates")
                        ? Rates.parse(object.get("rates"), "rates").or(Rates.STANDARD)
                        : Rates.STANDARD,
                object.hasNonNull("remoteDecision")
                        ? Optional.of(RemoteDecision.parse(object.get("remoteDecision")))
                        : Optional.empty(),
                object.hasNonNull("audit") ? AuditSettings.parse(object.get("audit")) : AuditSettings.DEFAULT);
    }

    /** The length of a period. */
    public Duration period(Period period) {
        return Duration.ofSeconds(periods.get(period));
    }

    /** From one review to the next. */
    public Duration reviewEvery(Environment environment) {
        return period(environment == Environment.PRODUCTION ? Period.PRODUCTION_REVIEW : Period.DEVELOPMENT_REVIEW);
    }

    /** No review is moved to before this instant when periods change, so that people are still reminded. */
    public Instant earliestReview(Instant now) {
        return now.plus(period(Period.REMINDER));
    }

    /** Whether the first owner of an agent must take it on before it gets anything. */
    public boolean asksFirstOwner(Environment environment) {
        return confirmOwner == ConfirmOwner.PRODUCTION && environment == Environment.PRODUCTION;
    }

    /** These settings with clients that say they are agents becoming so at once. */
    public Settings adoptingDeclared() {
        return new Settings(
                confirmOwner,
                ownerGroup,
                periods,
                maxLiveTasks,
                wideScopes,
                true,
                tasks,
                risk,
                rates,
                remoteDecision,
                audit);
    }

    /** These settings after a group was given another path; empty if they do not name it, or a group above it. */
    public Optional<Settings> movedTo(String before, String after) {
        return ownerGroup
                .filter(path -> path.equals(before) || path.startsWith(before + "/"))
                .map(path -> new Settings(
                        confirmOwner,
                        Optional.of(after + path.substring(before.length())),
                        periods,
                        maxLiveTasks,
                        wideScopes,
                        adoptDeclared,
                        tasks,
                        risk,
                        rates,
                        remoteDecision,
                        audit));
    }

    /** As the admin API shows them. */
    public ObjectNode write() {
        ObjectNode node = StrictJson.object()
                .put("confirmOwner", Wire.name(confirmOwner))
                .put("ownerGroup", ownerGroup.orElse(null));
        for (Period period : Period.values()) {
            node.put(period.member, periods.get(period));
        }
        node.put("maxLiveTasks", maxLiveTasks).set("wideScopes", StrictJson.array(wideScopes));
        node.put("adoptDeclared", adoptDeclared).set("tasks", tasks.write());
        node.set("risk", risk.write());
        node.set("rates", rates.write());
        node.set("remoteDecision", remoteDecision.map(RemoteDecision::write).orElse(null));
        node.set("audit", audit.write());
        return node;
    }
}
