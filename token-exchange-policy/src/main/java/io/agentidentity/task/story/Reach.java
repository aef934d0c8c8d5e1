package io.agentidentity.task.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.audit.AuditType;
import io.agentidentity.audit.read.RecordQuery;
import io.agentidentity.audit.read.RecordQuery.Field;
import io.agentidentity.audit.read.RecordSearch.Tally;
import io.agentidentity.audit.read.Span;
import io.agentidentity.json.StrictJson;
import io.agentidentity.task.Task;
import io.agentidentity.task.store.StoredToken;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What somebody could do who had a token or a key: where it came from, what it was good for, what came of it, what of that is alive. */
final class Reach {

    /** Most tokens that are looked at; an answer says if there are more. */
    private static final int MOST = 200;

    private final Records records;

    Reach(Records records) {
        this.records = records;
    }

    /**
     * Of a token of an agent, or of a person's token that agents got tokens for; empty if no record has it.
     *
     * @param max most lines about what was done with it
     */
    Optional<ObjectNode> ofToken(String jti, int max) {
        Optional<JsonNode> issue = records.issue(jti);
        Map<String, JsonNode> derived = derived(List.of(jti));
        if (issue.isEmpty() && derived.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode answer = StrictJson.object();
        answer.set("token", issue.map(this::token).orElseGet(() -> person(jti)));
        issue.ifPresent(record -> answer.set("origin", origin(record)));
        Map<String, JsonNode> all = new LinkedHashMap<>();
        issue.ifPresent(record -> all.put(jti, record));
        all.putAll(derived);
        answer.set("derived", tokens(derived.values()));
        sum(all, max, derived.size() >= MOST, answer);
        return Optional.of(answer);
    }

    /**
     * Of a key that tokens are bound to or that an agent authenticates with, by its thumbprint; empty if no record has it.
     *
     * @param max most lines about what was done with its tokens
     */
    Optional<ObjectNode> ofKey(String thumbprint, int max) {
        Map<String, JsonNode> bound = byId(records.issues(RecordQuery.of(Field.BOUND_KEY, thumbprint), MOST));
        Map<String, JsonNode> got = byId(records.issues(RecordQuery.of(Field.CLIENT_KEY, thumbprint), MOST));
        if (bound.isEmpty() && got.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode answer = StrictJson.object();
        answer.putObject("key").put("thumbprint", thumbprint);
        Map<String, JsonNode> all = new LinkedHashMap<>(bound);
        all.putAll(got);
        answer.set("bound", tokens(bound.values()));
        answer.set("authenticated", tokens(got.values()));
        Map<String, JsonNode> derived = derived(List.copyOf(all.keySet()));
        derived.keySet().removeAll(all.keySet());
        answer.set("derived", tokens(derived.values()));
        all.putAll(derived);
        sum(all, max, Stream.of(bound, got, derived).anyMatch(some -> some.size() >= MOST), answer);
        return Optional.of(answer);
    }

    private static Map<String, JsonNode> byId(List<JsonNode> issues) {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        issues.forEach(record -> all.put(jti(record), record));
        return all;
    }

    private static String jti(JsonNode record) {
        return record.at("/data/credential/jti").asText();
    }

    /** All tokens that stem from some, level by level. */
    private Map<String, JsonNode> derived(List<String> from) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        List<String> level = from;
        while (!level.isEmpty() && found.size() < MOST) {
            List<String> next = new ArrayList<>();
            for (String parent : level) {
                byId(records.issues(RecordQuery.of(Field.PARENT_JTI, parent), MOST - found.size()))
                        .forEach((id, issue) -> {
                            if (found.size() < MOST && found.putIfAbsent(id, issue) == null) {
                                next.add(id);
                            }
                        });
            }
            level = next;
        }
        return found;
    }

    /** The tokens that one stems from, the nearest first; the last may be a person's, of which there is no record. */
    private ArrayNode origin(JsonNode issue) {
        ArrayNode origin = StrictJson.array(List.of());
        Set<String> seen = new TreeSet<>(Set.of(jti(issue)));
        JsonNode at = issue;
        while (at != null) {
            String parent = at.at("/data/credential/parent_jti").asText();
            if (parent.isEmpty() || !seen.add(parent)) {
                break;
            }
            Optional<JsonNode> above = records.issue(parent);
            origin.add(above.map(this::token).orElseGet(() -> person(parent)));
            at = above.orElse(null);
        }
        return origin;
    }

    /** A token that no agent got. */
    private static ObjectNode person(String jti) {
        return StrictJson.object().put("jti", jti).put("kind", "person");
    }

    private ArrayNode tokens(Collection<JsonNode> issues) {
        ArrayNode tokens = StrictJson.array(List.of());
        issues.forEach(issue -> tokens.add(token(issue)));
        return tokens;
    }

    private ObjectNode token(JsonNode issue) {
        JsonNode data = issue.path("data");
        String type = issue.path("type").asText();
        ObjectNode node = StrictJson.object()
                .put("jti", jti(issue))
                .put(
                        "kind",
                        type.equals(AuditType.ACTOR_TOKEN_ISSUED.wire())
                                ? "actor"
                                : type.equals(AuditType.TASK_HANDED_OVER.wire()) ? "hand_over" : "task")
                .put("actorKind", data.path("actor_kind").asText())
                .put("agent", data.at("/agent/client_id").asText(null))
                .put("taskId", issue.path("subject").asText(null));
        Optional.ofNullable(data.at("/principal/sub").textValue())
                .ifPresent(sub -> node.set("principal", records.person(sub)));
        node.put("audience", data.at("/authorization/audience").asText(null));
        node.set("scopes", StrictJson.array(scopes(issue)));
        Optional<StoredToken> kept = records.token(jti(issue));
        node.put("boundKey", data.at("/credential/cnf_jkt").asText(null))
                .put("clientKey", data.at("/credential/client_key").asText(null))
                .put("issuedAt", issue.path("time").asText())
                .put(
                        "expiresAt",
                        kept.map(one -> one.expiresAt().truncatedTo(ChronoUnit.SECONDS))
                                .map(Instant::toString)
                                .orElseGet(() ->
                                        data.at("/authorization/expires_at").asText(null)));
        return node.put("revoked", kept.map(StoredToken::revoked).orElse(false)).put("alive", alive(issue));
    }

    private boolean alive(JsonNode issue) {
        return records.token(jti(issue)).filter(records::alive).isPresent();
    }

    private static List<String> scopes(JsonNode issue) {
        return Stream.of(issue.at("/data/authorization/scope").asText().split(" ", -1))
                .filter(scope -> !scope.isEmpty())
                .toList();
    }

    /** What all of them together could reach, what was done with them, and what is alive. */
    private void sum(Map<String, JsonNode> all, int max, boolean more, ObjectNode answer) {
        answer.put("more", more);
        Set<String> taskIds = new TreeSet<>();
        Set<String> audiences = new TreeSet<>();
        Set<String> scopes = new TreeSet<>();
        all.values().forEach(issue -> {
            Optional.ofNullable(issue.path("subject").textValue()).ifPresent(taskIds::add);
            Optional.ofNullable(issue.at("/data/authorization/audience").textValue())
                    .ifPresent(audiences::add);
            scopes.addAll(scopes(issue));
        });
        ObjectNode reach = answer.putObject("reach");
        reach.set("audiences", StrictJson.array(audiences));
        reach.set("scopes", StrictJson.array(scopes));
        ArrayNode tasks = reach.putArray("tasks");
        List<Task> kept =
                taskIds.stream().flatMap(id -> records.task(id).stream()).toList();
        taskIds.forEach(id -> tasks.add(task(id)));
        List<Task> live = kept.stream()
                .filter(task -> !task.stateAt(records.now()).isFinal())
                .toList();
        List<String> aliveTokens =
                all.values().stream().filter(this::alive).map(Reach::jti).toList();
        ObjectNode alive = answer.putObject("alive");
        alive.set("tokens", StrictJson.array(aliveTokens));
        alive.set(
                "tasks",
                StrictJson.array(live.stream().map(task -> task.id().value()).toList()));
        alive.put(
                        "lastTokenExpiresAt",
                        Records.latest(kept.stream().flatMap(task -> task.issued().lastTokenExpiresAt().stream()))
                                .map(Instant::toString)
                                .orElse(null))
                .put(
                        "tasksEndAt",
                        Records.latest(live.stream().map(Task::expiresAt))
                                .map(Instant::toString)
                                .orElse(null));
        done(all.keySet(), max, answer.putObject("done"));
    }

    /** What its task allows, which no token of it goes beyond. */
    private ObjectNode task(String id) {
        ObjectNode node = StrictJson.object().put("id", id);
        records.task(id).ifPresent(task -> {
            node.put("state", task.stateAt(records.now()).wire())
                    .put("agent", records.clientId(task.agentId()))
                    .put("target", task.authority().target())
                    .put("expiresAt", task.expiresAt().toString());
            node.set("rights", task.authority().rights().toJson());
        });
        return node;
    }

    private void done(Set<String> jtis, int max, ObjectNode done) {
        long permitted = 0;
        long refused = 0;
        long introspected = 0;
        List<JsonNode> calls = new ArrayList<>();
        for (String jti : jtis) {
            RecordQuery ofToken = RecordQuery.of(Field.JTI, jti);
            for (Tally tally : records.tallies(ofToken)) {
                boolean decided = tally.type().equals(AuditType.CALL_DECIDED.wire());
                permitted += decided && tally.outcome().equals("permitted") ? tally.count() : 0;
                refused += decided && tally.outcome().equals("refused") ? tally.count() : 0;
                introspected += tally.type().equals(AuditType.TOKEN_INTROSPECTED.wire()) ? tally.count() : 0;
            }
            calls.addAll(records.find(ofToken.and(Field.TYPE, AuditType.CALL_DECIDED.wire()), Span.NEWEST_FIRST, max));
        }
        done.put("callsPermitted", permitted).put("callsRefused", refused).put("introspections", introspected);
        ArrayNode lines = done.putArray("calls");
        calls.stream()
                .sorted((one, other) -> Long.compare(Records.place(other), Records.place(one)))
                .limit(max)
                .forEach(record -> lines.add(records.line(record)));
    }
}
