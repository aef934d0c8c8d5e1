package io.agentidentity.task.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditType;
import io.agentidentity.audit.read.RecordQuery;
import io.agentidentity.audit.read.RecordQuery.Field;
import io.agentidentity.audit.read.RecordSearch.Tally;
import io.agentidentity.audit.read.Span;
import io.agentidentity.json.StrictJson;
import io.agentidentity.task.Task;
import io.agentidentity.task.Task.Ground;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A task from the login that it began with to its end, with all that was handed down from it. */
final class TaskStory {

    private final Records records;

    TaskStory(Records records) {
        this.records = records;
    }

    /**
     * The story of a task; empty if there is none.
     *
     * @param after place of the record before the first line
     * @param max most lines
     */
    Optional<ObjectNode> of(String taskId, long after, int max) {
        List<JsonNode> first = records.find(RecordQuery.of(Field.TASK, taskId), Span.OLDEST_FIRST, 1);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        Tree tree = Tree.around(records, taskId);
        List<String> below = tree.from(taskId);
        ObjectNode story = StrictJson.object();
        ObjectNode task = story.putObject("task");
        place(tree, taskId, task);
        login(taskId, first.get(0)).ifPresent(login -> task.set("login", login));
        ArrayNode tasks = story.putArray("tasks");
        below.stream().skip(1).forEach(one -> place(tree, one, tasks.addObject()));
        boolean alive =
                below.stream().flatMap(one -> records.task(one).stream()).anyMatch(this::alive);
        story.put("alive", alive);
        story.put(
                "lastTokenExpiresAt",
                Records.latest(below.stream()
                                .flatMap(one -> records.task(one).stream())
                                .flatMap(one -> one.issued().lastTokenExpiresAt().stream()))
                        .map(Instant::toString)
                        .orElse(null));
        story.set("counts", counts(below));
        timeline(below, after, max, story);
        return Optional.of(story);
    }

    private boolean alive(Task task) {
        return !task.stateAt(records.now()).isFinal();
    }

    private void place(Tree tree, String taskId, ObjectNode node) {
        List<String> above = tree.above(taskId);
        node.put("id", taskId)
                .put("parentId", above.isEmpty() ? null : above.get(0))
                .put("depth", above.size() + 1);
        Optional<Task> kept = records.task(taskId);
        if (kept.isPresent()) {
            facts(kept.get(), node);
        } else {
            told(taskId, node);
        }
    }

    private void facts(Task task, ObjectNode node) {
        node.put("state", task.stateAt(records.now()).wire())
                .put("agent", records.clientId(task.agentId()))
                .put("autonomous", task.ground() == Ground.AUTONOMOUS);
        node.set("principal", records.person(task.principalId()));
        node.put("purpose", task.purpose().orElse(null))
                .put("target", task.authority().target())
                .put("openedAt", task.createdAt().toString())
                .put("expiresAt", task.expiresAt().toString());
        node.set("scopes", StrictJson.array(new TreeSet<>(task.authority().scopes())));
        node.set("rights", task.authority().rights().toJson());
        node.put("endReason", task.endReason().orElse(null))
                .put("tokens", task.issued().tokens())
                .put(
                        "lastTokenExpiresAt",
                        task.issued()
                                .lastTokenExpiresAt()
                                .map(Instant::toString)
                                .orElse(null));
    }

    /** What the records say of a task that is kept no longer. */
    private void told(String taskId, ObjectNode node) {
        List<JsonNode> last = records.find(RecordQuery.of(Field.TASK, taskId), Span.NEWEST_FIRST, 1);
        JsonNode data = last.isEmpty() ? StrictJson.object() : last.get(0).path("data");
        node.put("state", data.at("/task/state").asText("unknown"))
                .put("agent", data.at("/agent/client_id").asText(null));
        Optional.ofNullable(data.at("/principal/sub").textValue())
                .ifPresent(sub -> node.set("principal", records.person(sub)));
    }

    /** The person's login, from the record that the task was opened with, or the task itself. */
    private Optional<ObjectNode> login(String taskId, JsonNode first) {
        if (first.at("/data/login").isObject()) {
            JsonNode recorded = first.at("/data/login");
            ObjectNode login = StrictJson.object();
            if (recorded.has("auth_time")) {
                login.put(
                        "authenticatedAt",
                        Instant.ofEpochSecond(recorded.path("auth_time").asLong())
                                .toString());
            }
            login.put("acr", recorded.path("acr").asText(null));
            login.set("amr", recorded.has("amr") ? recorded.path("amr") : StrictJson.array(List.of()));
            return Optional.of(login.put("clientId", recorded.path("client_id").asText(null)));
        }
        return records.task(taskId).map(task -> {
            ObjectNode login = StrictJson.object();
            task.login()
                    .authTime()
                    .ifPresent(time -> login.put(
                            "authenticatedAt", Instant.ofEpochSecond(time).toString()));
            login.put("acr", task.login().acr().orElse(null));
            login.set("amr", StrictJson.array(task.login().amr()));
            return login.put("clientId", task.originClientId());
        });
    }

    private ObjectNode counts(List<String> tasks) {
        List<Tally> all = tasks.stream()
                .flatMap(task -> records.tallies(RecordQuery.of(Field.TASK, task)).stream())
                .toList();
        ObjectNode counts = StrictJson.object()
                .put("records", sum(all.stream()))
                .put(
                        "tokens",
                        sum(ofType(all, AuditType.TOKEN_ISSUED, AuditType.TOKEN_CONTINUED, AuditType.TASK_HANDED_OVER)))
                .put("callsPermitted", sum(ofType(all, AuditType.CALL_DECIDED).filter(one -> !refused(one))))
                .put("callsRefused", sum(ofType(all, AuditType.CALL_DECIDED).filter(TaskStory::refused)))
                .put("refused", sum(all.stream().filter(TaskStory::refused)));
        ObjectNode kinds = counts.putObject("byActorKind");
        for (ActorKind kind : ActorKind.values()) {
            kinds.put(
                    kind.wire(), sum(all.stream().filter(one -> one.actorKind().equals(kind.wire()))));
        }
        return counts;
    }

    private static boolean refused(Tally tally) {
        return tally.outcome().equals("refused");
    }

    private static Stream<Tally> ofType(List<Tally> tallies, AuditType... types) {
        List<String> names = Stream.of(types).map(AuditType::wire).toList();
        return tallies.stream().filter(one -> names.contains(one.type()));
    }

    private static long sum(Stream<Tally> tallies) {
        return tallies.mapToLong(Tally::count).sum();
    }

    private void timeline(List<String> tasks, long after, int max, ObjectNode story) {
        List<JsonNode> found = tasks.stream()
                .flatMap(task ->
                        records.find(RecordQuery.of(Field.TASK, task), Span.OLDEST_FIRST.from(after), max + 1).stream())
                .sorted(Comparator.comparingLong(Records::place))
                .toList();
        ArrayNode lines = story.putArray("timeline");
        found.stream().limit(max).forEach(record -> lines.add(records.line(record)));
        boolean more = found.size() > max && max > 0;
        story.put("next", more ? (Long) Records.place(found.get(max - 1)) : null);
    }
}
