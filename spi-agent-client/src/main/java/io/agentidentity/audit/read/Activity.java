package io.agentidentity.audit.read;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.audit.ActorKind;
import io.agentidentity.json.StrictJson;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * What an agent did on each of its last days. Counted from its newest record back and no further than a number of records, so that
 * it takes no longer for an agent that does much.
 */
final class Activity {

    /** Records that are looked at. */
    private static final int MOST = 50_000;

    private static final Set<String> BY_AGENTS =
            Set.of(ActorKind.DELEGATED_AGENT.wire(), ActorKind.AGENT_AUTONOMOUS.wire());

    private final EntityManager em;
    private final String realmId;

    Activity(KeycloakSession session, String realmId) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
    }

    /**
     * By day of UTC, the first first: what was permitted and refused, and how many tasks it worked at.
     *
     * @param after place in the chain behind which all records of these days lie
     * @param to the last day
     */
    ObjectNode of(String agentId, long after, LocalDate from, LocalDate to) {
        TreeMap<LocalDate, Day> days = new TreeMap<>();
        from.datesUntil(to.plusDays(1)).forEach(date -> days.put(date, new Day()));
        List<Object[]> acts = em.createQuery(
                        "select r.time, r.actorKind, r.outcome, r.taskId from AgentAuditEntity r where r.realmId = :realm"
                                + " and r.agentId = :agent and r.sequence > :after"
                                + " order by r.realmId desc, r.agentId desc, r.sequence desc",
                        Object[].class)
                .setParameter("realm", realmId)
                .setParameter("agent", agentId)
                .setParameter("after", after)
                .setMaxResults(MOST)
                .getResultList();
        Optional<Instant> reached = acts.size() < MOST
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli((Long) acts.get(acts.size() - 1)[0]));
        for (Object[] act : acts) {
            Instant time = Instant.ofEpochMilli((Long) act[0]);
            Day day = days.get(LocalDate.ofInstant(time, ZoneOffset.UTC));
            if (day != null && BY_AGENTS.contains(act[1])) {
                day.add("refused".equals(act[2]), (String) act[3]);
            }
        }
        ObjectNode answer = StrictJson.object()
                .put("countedFrom", reached.map(Instant::toString).orElse(null));
        ArrayNode rows = answer.putArray("days");
        days.forEach((date, day) -> rows.addObject()
                .put("date", date.toString())
                .put("permitted", day.permitted)
                .put("refused", day.refused)
                .put("tasks", day.tasks.size()));
        return answer;
    }

    private static final class Day {

        private long permitted;
        private long refused;
        private final Set<String> tasks = new HashSet<>();

        void add(boolean wasRefused, String task) {
            if (wasRefused) {
                refused++;
            } else {
                permitted++;
            }
            if (task != null) {
                tasks.add(task);
            }
        }
    }
}
