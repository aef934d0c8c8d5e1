package io.agentidentity.task.story;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.audit.AuditType;
import io.agentidentity.audit.read.RecordQuery;
import io.agentidentity.audit.read.RecordQuery.Field;
import io.agentidentity.audit.read.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tasks that were handed down from one another, as the records tell, which are kept longer than the tasks.
 *
 * @param parents the task above each one that was handed down
 */
record Tree(Map<String, String> parents) {

    private static final int MOST = 500;

    /** The tree that a task is in. */
    static Tree around(Records records, String taskId) {
        Map<String, String> parents = new LinkedHashMap<>();
        Map<String, Optional<String>> tasks = new HashMap<>();
        transaction(records, taskId)
                .map(txn -> RecordQuery.of(Field.TXN, txn).and(Field.TYPE, AuditType.TASK_HANDED_OVER.wire()))
                .map(handed -> records.find(handed, Span.OLDEST_FIRST, MOST))
                .orElse(List.of())
                .forEach(handed -> tasks.computeIfAbsent(
                                handed.at("/data/credential/parent_jti").asText(),
                                jti -> records.issue(jti)
                                        .map(record -> record.path("subject").asText()))
                        .ifPresent(above -> parents.put(handed.path("subject").asText(), above)));
        return new Tree(parents);
    }

    /** The transaction that all tokens of a tree carry. */
    private static Optional<String> transaction(Records records, String taskId) {
        return records.issues(RecordQuery.of(Field.TASK, taskId), 1).stream()
                .map(record -> record.at("/data/credential/txn"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst();
    }

    /** The tasks above one, the nearest first. */
    List<String> above(String taskId) {
        List<String> above = new ArrayList<>();
        String at = parents.get(taskId);
        while (at != null && !above.contains(at)) {
            above.add(at);
            at = parents.get(at);
        }
        return above;
    }

    /** A task with all below it, each after the one above it. */
    List<String> from(String taskId) {
        List<String> all = new ArrayList<>(List.of(taskId));
        for (int i = 0; i < all.size(); i++) {
            String above = all.get(i);
            parents.forEach((task, parent) -> {
                if (parent.equals(above) && !all.contains(task)) {
                    all.add(task);
                }
            });
        }
        return all;
    }
}
