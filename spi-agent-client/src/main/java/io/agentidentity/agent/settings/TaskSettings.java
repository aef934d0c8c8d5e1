package io.agentidentity.agent.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.AgentJson;
import io.agentidentity.agent.Ceiling;
import io.agentidentity.agent.Strictness;
import io.agentidentity.drift.Drift;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a realm has decided for the tasks of all its agents. An agent's record may be narrower, never wider.
 *
 * @param tokenSeconds longest life of a token
 * @param taskSeconds longest life of a task
 * @param chainDepth most agents in a row that a task may be handed along
 * @param strictness what every agent of the realm must send, whatever its record says
 * @param detailsType the {@code type} of the {@code authorization_details} entry that describes a task (RFC 9396 section 2)
 * @param retention for how long a task is kept after its time was up
 * @param tokenRetention for how long the id of a token is kept after the token ran out
 * @param drift what follows when an agent leaves its task, where its record does not say that; for every signal
 */
public record TaskSettings(
        int tokenSeconds,
        int taskSeconds,
        int chainDepth,
        Strictness strictness,
        String detailsType,
        Duration retention,
        Duration tokenRetention,
        Drift drift) {

    /** The type of the details where the realm gave it no other name. */
    public static final String DEFAULT_DETAILS_TYPE = "agent_task";

    /**
     * The shortest retention of a token's id: longer than any task lives with all its children, so that whatever stems from a
     * token that was revoked has ended before that token is forgotten, and a task can be continued from its latest token to its
     * end.
     */
    public static final Duration SHORTEST_TOKEN_RETENTION = Duration.ofHours(12);

    /** The shortest retention of a task. */
    public static final Duration SHORTEST_RETENTION = Duration.ofDays(1);

    private static final Set<String> MEMBERS = Set.of(
            "tokenSeconds",
            "taskSeconds",
            "chainDepth",
            "strictness",
            "detailsType",
            "retentionSeconds",
            "tokenRetentionSeconds",
            "drift");
    private static final Pattern TYPE = Pattern.compile("[A-Za-z][A-Za-z0-9._:/#-]{0,127}");
    private static final Duration RETENTION = Duration.ofDays(90);
    private static final Duration TOKEN_RETENTION = Duration.ofDays(1);
    private static final Duration LONGEST_RETENTION = Duration.ofDays(3650);

    /** What a realm has that decided nothing. */
    public static final TaskSettings DEFAULT = parse(StrictJson.object());

    static TaskSettings parse(JsonNode node) {
        ObjectNode object = Members.object(node, "tasks", MEMBERS);
        String type = Members.optionalText(object, "detailsType", "tasks.detailsType", 128);
        if (type != null && !TYPE.matcher(type).matches()) {
            throw new InvalidInput(
                    "tasks.detailsType must begin with a letter and may hold letters, digits and . _ : / # - only");
        }
        return new TaskSettings(
                Members.seconds(
                        object,
                        "tokenSeconds",
                        "tasks.tokenSeconds",
                        Ceiling.DEFAULT_TOKEN_SECONDS,
                        Ceiling.MAX_TOKEN_SECONDS),
                Members.seconds(
                        object,
                        "taskSeconds",
                        "tasks.taskSeconds",
                        Ceiling.DEFAULT_TASK_SECONDS,
                        Ceiling.MAX_TASK_SECONDS),
                Members.whole(object, "chainDepth", "tasks.chainDepth", Ceiling.MAX_CHAIN_DEPTH)
                        .orElse(Ceiling.DEFAULT_CHAIN_DEPTH),
                object.hasNonNull("strictness")
                        ? Strictness.parse(object.get("strictness"), "tasks.strictness")
                        : Strictness.NONE,
                type == null ? DEFAULT_DETAILS_TYPE : type,
                retention(object, "retentionSeconds", RETENTION, SHORTEST_RETENTION),
                retention(object, "tokenRetentionSeconds", TOKEN_RETENTION, SHORTEST_TOKEN_RETENTION),
                object.hasNonNull("drift")
                        ? Drift.parse(object.get("drift"), "tasks.drift").or(Drift.STANDARD)
                        : Drift.STANDARD);
    }

    private static Duration retention(ObjectNode object, String name, Duration absent, Duration shortest) {
        String path = "tasks." + name;
        int longest = (int) LONGEST_RETENTION.toSeconds();
        int seconds = Members.seconds(object, name, path, (int) absent.toSeconds(), longest);
        if (seconds < shortest.toSeconds()) {
            throw new InvalidInput(path + " must be at least " + shortest.toSeconds());
        }
        return Duration.ofSeconds(seconds);
    }

    ObjectNode write() {
        ObjectNode node = StrictJson.object()
                .put("tokenSeconds", tokenSeconds)
                .put("taskSeconds", taskSeconds)
                .put("chainDepth", chainDepth);
        node.set("strictness", AgentJson.write(strictness));
        node.put("detailsType", detailsType)
                .put("retentionSeconds", (int) retention.toSeconds())
                .put("tokenRetentionSeconds", (int) tokenRetention.toSeconds());
        node.set("drift", drift.write());
        return node;
    }
}
