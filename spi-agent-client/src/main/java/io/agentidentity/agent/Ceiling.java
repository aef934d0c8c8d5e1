package io.agentidentity.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The most that an agent may ever be given; every task is a subset of it.
 *
 * @param scopes names of client scopes
 * @param targets client ids or resource URIs that a token may be for
 * @param roles client roles, written {@code client:role}, that a token for that client may show if the person has them
 * @param actions operations; absent means that only scopes limit the task
 * @param taskSeconds life of a task
 * @param tokenSeconds life of a token
 * @param chainDepth most agents in a row that a task may be handed along
 * @param delegates client ids of the agents that it may hand work to
 * @param concurrentTasks most tasks that are live at a time; absent means as many as it opens; the realm has a number from which on a finding says so
 */
public record Ceiling(
        List<String> scopes,
        List<String> targets,
        List<String> roles,
        Optional<List<String>> actions,
        int taskSeconds,
        int tokenSeconds,
        int chainDepth,
        List<String> delegates,
        Optional<Integer> concurrentTasks) {

    /** Life of a task where the record says nothing. */
    public static final int DEFAULT_TASK_SECONDS = 15 * 60;

    /** Longest life of a task that a record may ask for. */
    public static final int MAX_TASK_SECONDS = 8 * 60 * 60;

    /** Life of a token where the record says nothing. */
    public static final int DEFAULT_TOKEN_SECONDS = 120;

    /** Longest life of a token that a record may ask for. */
    public static final int MAX_TOKEN_SECONDS = 300;

    /** Depth of a chain where the record says nothing. */
    public static final int DEFAULT_CHAIN_DEPTH = 3;

    /** Deepest chain that a record may ask for. */
    public static final int MAX_CHAIN_DEPTH = 8;

    private static final int MAX_CONCURRENT_TASKS = 100_000;

    /** No scope, no target, no role: an agent that can do nothing yet. */
    public static final Ceiling NONE = new Ceiling(
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            DEFAULT_TASK_SECONDS,
            DEFAULT_TOKEN_SECONDS,
            DEFAULT_CHAIN_DEPTH,
            List.of(),
            Optional.empty());

    private static final Set<String> MEMBERS = Set.of(
            "scopes",
            "targets",
            "roles",
            "actions",
            "taskSeconds",
            "tokenSeconds",
            "chainDepth",
            "delegates",
            "concurrentTasks");

    static Ceiling parse(JsonNode node) {
        ObjectNode object = Members.object(node, "ceiling", MEMBERS);
        List<String> roles = orNone(Members.list(object, "roles", "ceiling.roles"));
        for (String role : roles) {
            int colon = role.indexOf(':');
            if (colon < 1 || colon == role.length() - 1) {
                throw new InvalidInput("ceiling.roles must be written client:role");
            }
        }
        List<String> scopes = orNone(Members.list(object, "scopes", "ceiling.scopes"));
        for (String scope : scopes) {
            if (scope.indexOf(' ') >= 0) {
                throw new InvalidInput("ceiling.scopes must hold one scope each");
            }
        }
        return new Ceiling(
                scopes,
                orNone(Members.list(object, "targets", "ceiling.targets")),
                roles,
                Optional.ofNullable(Members.list(object, "actions", "ceiling.actions")),
                Members.seconds(object, "taskSeconds", "ceiling.taskSeconds", DEFAULT_TASK_SECONDS, MAX_TASK_SECONDS),
                Members.seconds(
                        object, "tokenSeconds", "ceiling.tokenSeconds", DEFAULT_TOKEN_SECONDS, MAX_TOKEN_SECONDS),
                Members.whole(object, "chainDepth", "ceiling.chainDepth", MAX_CHAIN_DEPTH)
                        .orElse(DEFAULT_CHAIN_DEPTH),
                orNone(Members.list(object, "delegates", "ceiling.delegates")),
                Members.whole(object, "concurrentTasks", "ceiling.concurrentTasks", MAX_CONCURRENT_TASKS));
    }

    private static List<String> orNone(List<String> list) {
        return list == null ? List.of() : list;
    }
}
