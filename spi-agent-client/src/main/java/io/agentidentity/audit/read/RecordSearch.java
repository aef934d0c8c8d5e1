package io.agentidentity.audit.read;

import io.agentidentity.audit.pseudonym.Pseudonyms;
import io.agentidentity.audit.read.RecordQuery.Field;
import io.agentidentity.audit.seal.SealedLog;
import io.agentidentity.audit.seal.SealedLog.Row;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** Searches the sealed records of a realm; narrowing, order and paging are the database's work, each along an index. */
public final class RecordSearch {

    private static final int FEW = 500;

    /**
     * The place of a record follows from when it was sealed, which is after it was written: by more than this only where it says
     * that it is late. Longer than a transaction lasts and clocks differ.
     */
    private static final Duration SLACK = Duration.ofMinutes(6);

    private final KeycloakSession session;
    private final EntityManager em;
    private final String realmId;
    private final Pseudonyms pseudonyms;

    public RecordSearch(KeycloakSession session, String realmId) {
        this.session = session;
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
        this.pseudonyms = new Pseudonyms(session, realmId);
    }

    /** Whoever asks sees what was written before. */
    public void sealNow() {
        new SealedLog(session, realmId).sealNow();
    }

    /** Place of the last record, or 0. */
    public long end() {
        return em
                .createQuery(
                        "select r.sequence from AgentAuditEntity r where r.realmId = :realm"
                                + " order by r.realmId desc, r.sequence desc",
                        Long.class)
                .setParameter("realm", realmId)
                .setMaxResults(1)
                .getResultList()
                .stream()
                .findFirst()
                .orElse(0L);
    }

    /**
     * A page of records.
     *
     * @param first index of the first record
     * @param max most records
     */
    public List<Row> page(RecordQuery query, Span span, int first, int max) {
        Narrowed narrowed = narrowed(query, span);
        if (narrowed.empty()) {
            return List.of();
        }
        return query(
                        "select r.sequence, r.record, r.recordLong from AgentAuditEntity r where " + narrowed.inOrder()
                                + narrowed.order(span.ascending() ? "" : " desc"),
                        Object[].class,
                        narrowed.values)
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultList()
                .stream()
                .map(row -> new Row((Long) row[0], row[1] != null ? (String) row[1] : (String) row[2]))
                .toList();
    }

    /** How many records there are. */
    public long count(RecordQuery query, Span span) {
        Narrowed narrowed = narrowed(query, span);
        return narrowed.empty()
                ? 0
                : query(
                                "select count(*) from AgentAuditEntity r where " + narrowed.plain(),
                                Long.class,
                                narrowed.values)
                        .getSingleResult();
    }

    /** How many records of a task there are of each type, kind of actor and outcome. */
    public List<Tally> tallies(RecordQuery query) {
        Narrowed narrowed = narrowed(query, Span.OLDEST_FIRST);
        return narrowed.empty()
                ? List.of()
                : query(
                                "select r.type, r.actorKind, r.outcome, count(*) from AgentAuditEntity r where "
                                        + narrowed.plain() + " group by r.type, r.actorKind, r.outcome",
                                Object[].class,
                                narrowed.values)
                        .getResultList()
                        .stream()
                        .map(row -> new Tally((String) row[0], (String) row[1], (String) row[2], (Long) row[3]))
                        .toList();
    }

    /**
     * Each condition is asked on its own first. The first that few records meet narrows to those few; if each is met by many, the
     * records that meet the first are walked in their order. Left to itself a database gathers and sorts all that match.
     */
    private Narrowed narrowed(RecordQuery query, Span asked) {
        Span span = asked.within(lowest(query), highest(query));
        Map<String, Object> values =
                new HashMap<>(Map.of("realm", realmId, "after", span.after(), "before", span.before()));
        List<String> columns = new ArrayList<>();
        // Of people whom records call by id and, later, by pseudonym: no index has both in the order of the chain.
        List<String> both = new ArrayList<>();
        for (Field field : Field.values()) {
            String value = query.equal().get(field);
            if (value != null) {
                String column = field == Field.AGENT && !has("agentId", value) ? "agentClientId" : field.column();
                Optional<String> pseudonym = field.isPerson() ? pseudonyms.known(value) : Optional.empty();
                if (pseudonym.isPresent() && has(column, value)) {
                    both.add("r." + column + " in (:" + column + ")");
                    values.put(column, List.of(value, pseudonym.get()));
                } else {
                    columns.add(column);
                    values.put(column, pseudonym.orElse(value));
                }
            }
        }
        List<String> tests =
                new ArrayList<>(columns.stream().map(RecordSearch::test).toList());
        tests.addAll(both);
        query.from().ifPresent(from -> {
            tests.add("r.time >= :from");
            values.put("from", from.toEpochMilli());
        });
        query.to().ifPresent(to -> {
            tests.add("r.time < :to");
            values.put("to", to.toEpochMilli());
        });
        if (columns.size() > 1) {
            for (String column : columns) {
                List<String> found = query(
                                "select r.id from AgentAuditEntity r where r.realmId = :realm and " + test(column)
                                        + Narrowed.WITHIN + " order by r.realmId, r." + column + ", r.sequence",
                                String.class,
                                values)
                        .setMaxResults(FEW + 1)
                        .getResultList();
                if (found.size() <= FEW) {
                    values.put("few", found);
                    return new Narrowed(columns, tests, true, values);
                }
            }
        }
        return new Narrowed(columns, tests, false, values);
    }

    private static String test(String column) {
        return "r." + column + " = :" + column;
    }

    /**
     * Whether any record has a value. An agent's internal id that none has is a client id, perhaps of an agent that is gone; a
     * person's id that none has is called by their pseudonym only.
     */
    private boolean has(String column, String value) {
        return !query(
                        "select r.sequence from AgentAuditEntity r where r.realmId = :realm and " + test(column)
                                + " order by r.realmId, r." + column + ", r.sequence",
                        Long.class,
                        Map.of("realm", realmId, column, value))
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    /** A place that no record from the first instant on lies before. */
    long lowest(RecordQuery query) {
        return query.from()
                .map(from -> place(
                        "r.time < :time and case when r.lateTime is null then 1 else 0 end = 1"
                                + " order by r.realmId desc, r.time desc",
                        from.minus(SLACK)))
                .flatMap(Stream::findFirst)
                .orElse(0L);
    }

    /** A place that no record before the last instant lies behind. */
    private long highest(RecordQuery query) {
        return query.to()
                .flatMap(to -> place("r.time >= :time order by r.realmId, r.time", to.plus(SLACK))
                        .findFirst()
                        .map(end -> Math.max(end, lateBefore(to) + 1)))
                .orElse(Long.MAX_VALUE);
    }

    private Stream<Long> place(String condition, Instant time) {
        return query(
                "select r.sequence from AgentAuditEntity r where r.realmId = :realm and " + condition,
                Long.class,
                Map.of("realm", realmId, "time", time.toEpochMilli()))
                .setMaxResults(1)
                .getResultList()
                .stream();
    }

    private long lateBefore(Instant time) {
        return query(
                        "select coalesce(max(r.sequence), 0) from AgentAuditEntity r where r.realmId = :realm"
                                + " and r.lateTime < :time",
                        Long.class,
                        Map.of("realm", realmId, "time", time.toEpochMilli()))
                .getSingleResult();
    }

    private <T> TypedQuery<T> query(String text, Class<T> type, Map<String, Object> values) {
        TypedQuery<T> query = em.createQuery(text, type);
        query.getParameters().forEach(one -> query.setParameter(one.getName(), values.get(one.getName())));
        return query;
    }

    /**
     * What is searched.
     *
     * @param columns those that must be equal, the one whose index is followed first
     * @param tests all conditions but the realm and the stretch of the chain
     * @param few whether one of the conditions is met by few records, which the values name
     */
    private record Narrowed(List<String> columns, List<String> tests, boolean few, Map<String, Object> values) {

        private static final String WITHIN = " and r.sequence > :after and r.sequence < :before";

        boolean empty() {
            return few && ((List<?>) values.get("few")).isEmpty();
        }

        String plain() {
            return few()
                    ? "r.id in (:few) and r.realmId = :realm" + all(tests) + WITHIN
                    : "r.realmId = :realm" + all(tests) + WITHIN;
        }

        /** A case hides columns from the choice of an index: another one than that of the order means to sort all that match. */
        String inOrder() {
            if (few || tests.isEmpty()) {
                return plain();
            }
            int followed = columns.isEmpty() ? 0 : 1;
            List<String> hidden = tests.subList(followed, tests.size());
            return "r.realmId = :realm" + all(tests.subList(0, followed)) + WITHIN
                    + (hidden.isEmpty()
                            ? ""
                            : " and case when " + String.join(" and ", hidden) + " then 1 else 0 end = 1");
        }

        /** What is the same in all rows, named first, makes the order that of an index. */
        String order(String direction) {
            if (few) {
                return " order by r.sequence" + direction;
            }
            return " order by r.realmId" + direction
                    + (columns.isEmpty() ? "" : ", r." + columns.get(0) + direction)
                    + ", r.sequence" + direction;
        }

        private static String all(List<String> tests) {
            return tests.isEmpty() ? "" : " and " + String.join(" and ", tests);
        }
    }

    /** How many records are alike. */
    public record Tally(String type, String actorKind, String outcome, long count) {}
}
