package io.agentidentity.audit.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.json.StrictJson;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a search is narrowed to.
 *
 * @param equal what records must have, all of it; the agent by its internal id or client id
 * @param from first instant, inclusive
 * @param to last instant, exclusive
 */
public record RecordQuery(Map<Field, String> equal, Optional<Instant> from, Optional<Instant> to) {

    /** What may stand in a record of the search as it was asked: ids and names; anything else as a digest. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/@-]{1,128}");

    public RecordQuery {
        equal = Map.copyOf(equal);
    }

    /** All records. */
    public static final RecordQuery ALL = new RecordQuery(Map.of(), Optional.empty(), Optional.empty());

    /** The records that have one thing. */
    public static RecordQuery of(Field field, String value) {
        return new RecordQuery(Map.of(field, value), Optional.empty(), Optional.empty());
    }

    /** The same, narrowed to those that have one more thing. */
    public RecordQuery and(Field field, String value) {
        Map<Field, String> more = new EnumMap<>(Field.class);
        more.putAll(equal);
        more.put(field, value);
        return new RecordQuery(more, from, to);
    }

    public boolean isAll() {
        return equal.isEmpty() && from.isEmpty() && to.isEmpty();
    }

    /** What was asked for, as a record of the reading names it. */
    public ObjectNode toJson() {
        ObjectNode node = StrictJson.object();
        for (Field field : Field.values()) {
            Optional.ofNullable(equal.get(field))
                    .ifPresent(value ->
                            node.put(field.wire, PLAIN.matcher(value).matches() ? value : AuditRecord.digest(value)));
        }
        from.ifPresent(instant -> node.put("from", instant.toString()));
        to.ifPresent(instant -> node.put("to", instant.toString()));
        return node;
    }

    /** What records are searched by, what few records share first. */
    public enum Field {
        JTI("jti", "jti"),
        DECISION("decision", "decisionId"),
        PARENT_JTI("parentJti", "parentJti"),
        TASK("task", "taskId"),
        TXN("txn", "txn"),
        BOUND_KEY("boundKey", "boundKey"),
        CLIENT_KEY("clientKey", "clientKey"),
        ACTOR("actor", "actorId"),
        PRINCIPAL("principal", "principalId"),
        AGENT("agent", "agentId"),
        OWNER("owner", "ownerId"),
        ACTION("action", "action"),
        RESOURCE("resource", "target"),
        TYPE("type", "type"),
        ACTOR_KIND("actorKind", "actorKind"),
        OUTCOME("outcome", "outcome");

        private final String wire;
        private final String column;

        Field(String wire, String column) {
            this.wire = wire;
            this.column = column;
        }

        /** The name in the admin API. */
        public String wire() {
            return wire;
        }

        String column() {
            return column;
        }

        /** Whether people are searched by it, who may stand in records by a pseudonym. */
        boolean isPerson() {
            return this == ACTOR || this == PRINCIPAL || this == OWNER;
        }
    }
}
