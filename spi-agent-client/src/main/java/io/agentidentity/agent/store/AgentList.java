package io.agentidentity.agent.store;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.Agent.OwnerAnswer;
import io.agentidentity.agent.Agent.Standing;
import io.agentidentity.agent.AgentStatus;
import io.agentidentity.agent.Environment;
import io.agentidentity.agent.Risk;
import io.agentidentity.agent.credential.CredentialType;
import io.agentidentity.json.InvalidInput;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** Lists of agents; narrowing, sorting and paging are the database's work, each along an index. */
public final class AgentList {

    private static final int MOST_TERMS = 10;

    private static final int FEW = 500;

    private final EntityManager em;
    private final RealmStore realms;

    public AgentList(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realms = new RealmStore(session);
    }

    /**
     * A page of agents.
     *
     * @param first index of the first row
     * @param max most rows
     */
    public List<Agent> page(String realmId, Filter filter, Sort sort, boolean descending, int first, int max) {
        Narrowed narrowed = narrowed(realmId, filter);
        if (narrowed.empty()) {
            return List.of();
        }
        // What lies before the page is skipped in the index alone; only the page itself is read.
        List<String> clientIds = query(
                        "select a.clientId from AgentEntity a where " + narrowed.inOrder()
                                + order(sort, descending ? " desc" : "", narrowed.few()),
                        String.class,
                        narrowed.values)
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultList();
        return clientIds.isEmpty() ? List.of() : named(realmId, clientIds);
    }

    /** The realm is the same in all rows; named first it makes the order that of an index, but among few rows H2 is to look for those. */
    private static String order(Sort sort, String direction, boolean few) {
        return " order by " + (few ? "" : "a.realmId" + direction + ", ") + "a." + sort.column + direction
                + (sort == Sort.CLIENT_ID ? "" : ", a.clientId" + direction);
    }

    /** Agents in the order of their client ids in a list. Pairs, because H2 looks into an index only for what it begins with. */
    private List<Agent> named(String realmId, List<String> clientIds) {
        Map<String, Object> values = new HashMap<>(Map.of("realm", realmId));
        List<String> pairs = new ArrayList<>();
        for (String clientId : clientIds) {
            String name = "client" + pairs.size();
            pairs.add("(:realm, :" + name + ")");
            values.put(name, clientId);
        }
        return query(
                        "select a from AgentEntity a where (a.realmId, a.clientId) in (" + String.join(", ", pairs)
                                + ")",
                        AgentEntity.class,
                        values)
                .getResultList()
                .stream()
                .map(row -> row.toAgent(realms.risk(realmId)))
                .sorted(Comparator.comparing(agent -> clientIds.indexOf(agent.clientId())))
                .toList();
    }

    /**
     * How many agents there are on all pages.
     *
     * @param most where to stop counting, which keeps the cost of an answer the same however many there are; {@code null} counts all
     */
    public long count(String realmId, Filter filter, Integer most) {
        Narrowed narrowed = narrowed(realmId, filter);
        if (narrowed.empty() || Objects.equals(most, 0)) {
            return 0;
        }
        if (most == null) {
            return query("select count(" + narrowed.counted() + ")" + narrowed.all(), Long.class, narrowed.values)
                    .getSingleResult();
        }
        // Not every database stops counting at a limit, but each stops giving rows.
        return query("select " + narrowed.id() + narrowed.all(), String.class, narrowed.values)
                .setMaxResults(most)
                .getResultList()
                .size();
    }

    /** The next agents after a client id, by client id. */
    public List<Agent> after(String realmId, String clientId, int max) {
        return em
                .createQuery(
                        "select a from AgentEntity a where a.realmId = :realm and a.clientId > :after order by a.clientId",
                        AgentEntity.class)
                .setParameter("realm", realmId)
                .setParameter("after", clientId)
                .setMaxResults(max)
                .getResultList()
                .stream()
                .map(row -> row.toAgent(realms.risk(realmId)))
                .toList();
    }

    /**
     * Each condition is asked on its own first. The first that few agents meet narrows to those few; if each is met by many, the
     * list is walked in its order, where the next match is never far. Left to itself a database does one of the two always.
     */
    private Narrowed narrowed(String realmId, Filter filter) {
        Map<String, Object> values = new HashMap<>(Map.of("realm", realmId));
        List<Condition> conditions = conditions(filter, values);
        for (Condition condition : conditions) {
            List<String> found = new ArrayList<>();
            for (String rows : condition.rows) {
                found.addAll(
                        query(rows, String.class, values).setMaxResults(FEW + 1).getResultList());
            }
            if (found.size() <= FEW) {
                values.put("few", found);
                return new Narrowed(conditions, true, values);
            }
        }
        return new Narrowed(conditions, false, values);
    }

    private static List<Condition> conditions(Filter filter, Map<String, Object> values) {
        List<Condition> conditions = new ArrayList<>();
        equal("ownerId", filter.ownerId(), conditions, values);
        equal("environment", filter.environment(), conditions, values);
        equal("risk", filter.risk(), conditions, values);
        equal("credentialType", filter.credential(), conditions, values);
        if (filter.sponsorId() != null) {
            conditions.add(Condition.related("AgentSponsorEntity", "r.sponsorId = :sponsor"));
            values.put("sponsor", filter.sponsorId());
        }
        if (filter.label() != null) {
            conditions.add(Condition.word("r.word = :label"));
            values.put("label", WordStore.label(filter.label()));
        }
        if (filter.finding() != null) {
            conditions.add(Condition.related("AgentFindingEntity", "r.code = :finding"));
            values.put("finding", filter.finding());
        }
        if (filter.expiringBefore() != null) {
            conditions.add(Condition.own("a.expiresAt > 0 and a.expiresAt < :expiring"));
            values.put("expiring", filter.expiringBefore().toEpochMilli());
        }
        if (filter.search() != null) {
            List<String> terms = WordStore.terms(filter.search());
            if (terms.size() > MOST_TERMS) {
                throw new InvalidInput("search takes at most " + MOST_TERMS + " words");
            }
            for (int i = 0; i < terms.size(); i++) {
                conditions.add(
                        Condition.word("r.word >= :from" + i + " and r.word < :before" + i, "r.shared < :length" + i));
                values.put("length" + i, WordStore.stored(terms.get(i)).length);
                values.put("from" + i, WordStore.stored(terms.get(i)));
                values.put("before" + i, WordStore.afterAllWith(terms.get(i)));
            }
        }
        if (filter.standing() != null) {
            conditions.add(standing(filter.standing(), filter.now(), values));
        }
        return conditions;
    }

    /** The same decision as {@link Agent#standing}, as far as rows tell: an owner counts as out from when that was noticed. */
    private static Condition standing(Standing standing, Instant now, Map<String, Object> values) {
        values.put("retired", AgentStatus.RETIRED);
        values.put("suspended", AgentStatus.SUSPENDED);
        values.put("now", now.toEpochMilli());
        values.put("takenOn", OwnerAnswer.TAKEN_ON);
        String live = "a.status <> :retired and (a.status <> :suspended or a.suspendedUntil <= :now)";
        String valid = live + " and (a.expiresAt is null or a.expiresAt > :now)";
        return switch (standing) {
            case RETIRED -> Condition.own("a.status = :retired");
            case SUSPENDED ->
                Condition.own("a.status = :suspended and (a.suspendedUntil is null or a.suspendedUntil > :now)");
            case EXPIRED -> Condition.own("a.expiresAt > 0 and a.expiresAt <= :now and " + live);
            case ORPHANED ->
                Condition.own(
                        "(a.orphanedAt is not null or a.ownerAnswer <> :takenOn) and " + valid, unowned(valid, values));
            case ACTIVE -> Condition.own("a.orphanedAt is null and a.ownerAnswer = :takenOn and " + valid);
        };
    }

    /** A way to them along an index each: those whose owner is gone, and one for each answer that leaves an owner out. */
    private static String[] unowned(String valid, Map<String, Object> values) {
        List<String> ways = new ArrayList<>(List.of("a.orphanedAt > 0 and " + valid));
        for (OwnerAnswer answer : EnumSet.complementOf(EnumSet.of(OwnerAnswer.TAKEN_ON))) {
            values.put(answer.name(), answer);
            ways.add("a.orphanedAt is null and a.ownerAnswer = :" + answer.name() + " and " + valid);
        }
        return ways.toArray(String[]::new);
    }

    private static void equal(String column, Object value, List<Condition> conditions, Map<String, Object> values) {
        if (value != null) {
            conditions.add(Condition.own("a." + column + " = :" + column));
            values.put(column, value);
        }
    }

    private <T> TypedQuery<T> query(String text, Class<T> type, Map<String, Object> values) {
        TypedQuery<T> query = em.createQuery(text, type);
        query.getParameters().forEach(one -> query.setParameter(one.getName(), values.get(one.getName())));
        return query;
    }

    /**
     * A condition that agents meet or not.
     *
     * @param test how it is asked of agent {@code a}
     * @param rows what gives the ids of those that meet it, along an index each; a lower bound keeps out the rows without a date
     * @param other the rows of those that meet it, where that is told by other rows than the agents' own; else {@code null}
     */
    private record Condition(String test, List<String> rows, Other other) {

        static Condition own(String test) {
            return own(test, test);
        }

        static Condition own(String test, String... tests) {
            return new Condition(
                    test,
                    Arrays.stream(tests)
                            .map(one -> "select a.id from AgentEntity a where a.realmId = :realm and " + one)
                            .toList(),
                    null);
        }

        static Condition related(String entity, String test) {
            return related(entity, test, false, "");
        }

        /** A word as a whole, which each agent has once. */
        static Condition word(String test) {
            return related("AgentWordEntity", test, true, "");
        }

        /** @param once what leaves one row of each agent that meets it */
        static Condition word(String test, String once) {
            return related("AgentWordEntity", test, true, " and " + once);
        }

        private static Condition related(String entity, String test, boolean onceEach, String once) {
            String rows = " from " + entity + " r where r.realmId = :realm and " + test;
            return new Condition(
                    "exists (select 1 from " + entity + " r where r.agentId = a.id and " + test + ")",
                    List.of("select r.agentId" + rows),
                    new Other(onceEach ? "r.agentId" : "distinct r.agentId", onceEach, rows + once));
        }

        boolean ofOtherRows() {
            return other != null;
        }
    }

    /**
     * Rows beside the agents' own.
     *
     * @param id what names an agent in them, each agent once
     * @param onceEach whether there is one of them for each agent
     * @param rows which they are
     */
    private record Other(String id, boolean onceEach, String rows) {}

    /**
     * What is listed.
     *
     * @param few whether one of the conditions is met by few agents, which the values name
     */
    private record Narrowed(List<Condition> conditions, boolean few, Map<String, Object> values) {

        boolean empty() {
            return few && ((List<?>) values.get("few")).isEmpty();
        }

        /**
         * A case hides columns from the choice of an index: another one than that of the order means to sort all that match. Beside
         * columns it hides other rows as well, or all of those would be gathered for the few that the columns seem to leave. The
         * version stands in no index, so none seems to hold all that is asked for.
         */
        String inOrder() {
            if (conditions.stream().allMatch(Condition::ofOtherRows)) {
                return where(tests());
            }
            String all = String.join(" and ", tests());
            return where(List.of("case when " + all + " and a.version >= 0 then 1 else 0 end = 1"));
        }

        /** What names an agent in {@link #all}. */
        String id() {
            Other other = onlyOther();
            return other == null ? "a.id" : other.id;
        }

        /** What is counted: rows, which an index alone can tell, unless an agent has several. */
        String counted() {
            Other other = onlyOther();
            return other == null || other.onceEach ? "*" : other.id;
        }

        /** One row of each agent. */
        String all() {
            Other other = onlyOther();
            return other == null ? " from AgentEntity a where " + where(tests()) : other.rows;
        }

        private Other onlyOther() {
            return !few && conditions.size() == 1 ? conditions.get(0).other : null;
        }

        private List<String> tests() {
            return conditions.stream().map(Condition::test).toList();
        }

        private String where(List<String> tests) {
            List<String> all = new ArrayList<>(List.of("a.realmId = :realm"));
            if (few) {
                all.add("a.id in :few");
            }
            all.addAll(tests);
            return String.join(" and ", all);
        }
    }

    /** What a list may be sorted by. */
    public enum Sort {
        CLIENT_ID("clientId"),
        NAME("name"),
        CREATED_AT("createdAt"),
        LAST_USED_AT("lastUsedAt"),
        EXPIRES_AT("expiresAt"),
        REVIEW_DUE_AT("reviewDueAt");

        private final String column;

        Sort(String column) {
            this.column = column;
        }

        /** The name on the wire. */
        public String wire() {
            return column;
        }
    }

    /** What a list is narrowed to; a {@code null} member does not narrow. */
    public record Filter(
            String search,
            String ownerId,
            String sponsorId,
            Standing standing,
            Environment environment,
            Risk.Level risk,
            String label,
            CredentialType credential,
            String finding,
            Instant expiringBefore,
            Instant now) {}
}
