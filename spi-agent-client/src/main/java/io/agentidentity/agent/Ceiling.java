package io.agentidentity.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.authority.Limits;
import io.agentidentity.drift.Drift;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import io.agentidentity.json.StrictJson;
import io.agentidentity.rate.Rates;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

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
 * @param concurrentTasks most tasks that are live at a time; absent means as many as the realm says
 * @param limits what is metered for each task at most; a task that asks for no limit has these
 * @param rates how often it may ask; what is absent is as the realm says
 * @param drift what follows when it leaves a task; what is absent is as the realm says
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
        Optional<Integer> concurrentTasks,
        Limits limits,
        Rates rates,
        Drift drift) {

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
            Optional.empty(),
            Limits.NONE,
            Rates.NONE,
            Drift.NONE);

    private static final Set<String> MEMBERS = Set.of(
            "scopes",
            "targets",
            "roles",
            "actions",
            "taskSeconds",
            "tokenSeconds",
            "chainDepth",
            "delegates",
            "concurrentTasks",
            "limits",
            "rates",
            "drift");

    /** The most that a task without a person may have: its own scopes, targets and actions, no roles, nobody to hand it to. */
    public Ceiling autonomous(Autonomous most) {
        return new Ceiling(
                most.scopes(),
                most.targets(),
                List.of(),
                most.actions(),
                taskSeconds,
                tokenSeconds,
                chainDepth,
                List.of(),
                concurrentTasks,
                limits,
                rates,
                drift);
    }

    /** The same with other names for the clients in it; resource URIs stay, and what has no name goes. */
    Ceiling renamed(Function<String, Optional<String>> clientIds) {
        return new Ceiling(
                scopes,
                targets.stream()
                        .flatMap(name ->
                                (ResourceUri.looksLikeUri(name) ? Optional.of(name) : clientIds.apply(name)).stream())
                        .toList(),
                roles.stream().flatMap(name -> role(name, clientIds).stream()).toList(),
                actions,
                taskSeconds,
                tokenSeconds,
                chainDepth,
                delegates,
                concurrentTasks,
                limits,
                rates,
                drift);
    }

    private static Optional<String> role(String name, Function<String, Optional<String>> clientIds) {
        int colon = name.indexOf(':');
        return clientIds
                .apply(name.substring(0, colon))
                // Else it would read as a role of another client.
                .filter(client -> client.indexOf(':') < 0)
                .map(client -> client + name.substring(colon));
    }

    /**
     * What a token of this agent may say where the work was handed down by another one: what both allow. How long a task may be, how
     * deep and to whom it goes on stay this agent's own.
     */
    public Ceiling below(Ceiling above) {
        return new Ceiling(
                common(scopes, above.scopes),
                common(targets, above.targets),
                common(roles, above.roles),
                actions.map(own ->
                                above.actions.map(others -> common(own, others)).orElse(own))
                        .or(above::actions),
                taskSeconds,
                tokenSeconds,
                chainDepth,
                delegates,
                concurrentTasks,
                limits.strictest(above.limits),
                rates,
                drift);
    }

    private static List<String> common(List<String> own, List<String> others) {
        return own.stream().filter(others::contains).toList();
    }

    static Ceiling parse(JsonNode node) {
        ObjectNode object = Members.object(node, "ceiling", MEMBERS);
        List<String> roles = orNone(Members.list(object, "roles", "ceiling.roles"));
        for (String role : roles) {
            int colon = role.indexOf(':');
            if (colon < 1 || colon == role.length() - 1) {
                throw new InvalidInput("ceiling.roles must be written client:role");
            }
        }
        return new Ceiling(
                scopes(object, "ceiling.scopes"),
                orNone(Members.list(object, "targets", "ceiling.targets")),
                roles,
                Optional.ofNullable(Members.list(object, "actions", "ceiling.actions")),
                Members.seconds(object, "taskSeconds", "ceiling.taskSeconds", DEFAULT_TASK_SECONDS, MAX_TASK_SECONDS),
                Members.seconds(
                        object, "tokenSeconds", "ceiling.tokenSeconds", DEFAULT_TOKEN_SECONDS, MAX_TOKEN_SECONDS),
                Members.whole(object, "chainDepth", "ceiling.chainDepth", MAX_CHAIN_DEPTH)
                        .orElse(DEFAULT_CHAIN_DEPTH),
                orNone(Members.list(object, "delegates", "ceiling.delegates")),
                Members.whole(object, "concurrentTasks", "ceiling.concurrentTasks", MAX_CONCURRENT_TASKS),
                object.hasNonNull("limits") ? Limits.parseRecord(object.get("limits"), "ceiling.limits") : Limits.NONE,
                object.hasNonNull("rates") ? Rates.parse(object.get("rates"), "ceiling.rates") : Rates.NONE,
                object.hasNonNull("drift") ? Drift.parse(object.get("drift"), "ceiling.drift") : Drift.NONE);
    }

    static List<String> scopes(ObjectNode object, String path) {
        List<String> scopes = orNone(Members.list(object, "scopes", path));
        for (String scope : scopes) {
            if (scope.indexOf(' ') >= 0) {
                throw new InvalidInput(path + " must hold one scope each");
            }
        }
        return scopes;
    }

    static List<String> orNone(List<String> list) {
        return list == null ? List.of() : list;
    }

    /**
     * The most that an agent may do without a person, with rights of its own. An agent without one may do nothing so.
     *
     * @param scopes names of client scopes
     * @param targets client ids or resource URIs that a token may be for
     * @param actions operations; absent means that only scopes limit the task
     */
    public record Autonomous(List<String> scopes, List<String> targets, Optional<List<String>> actions) {

        private static final Set<String> AUTONOMOUS = Set.of("scopes", "targets", "actions");

        static Autonomous parse(JsonNode node) {
            ObjectNode object = Members.object(node, "autonomous", AUTONOMOUS);
            return new Autonomous(
                    Ceiling.scopes(object, "autonomous.scopes"),
                    orNone(Members.list(object, "targets", "autonomous.targets")),
                    Optional.ofNullable(Members.list(object, "actions", "autonomous.actions")));
        }

        ObjectNode write() {
            ObjectNode node = StrictJson.object();
            node.set("scopes", StrictJson.array(scopes));
            node.set("targets", StrictJson.array(targets));
            actions.ifPresent(some -> node.set("actions", StrictJson.array(some)));
            return node;
        }
    }
}
