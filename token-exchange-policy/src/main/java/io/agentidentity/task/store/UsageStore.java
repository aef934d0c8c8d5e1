package io.agentidentity.task.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.authority.Usage;
import io.agentidentity.drift.DriftSignal;
import io.agentidentity.json.StrictJson;
import io.agentidentity.task.Task;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Optional;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** What was permitted under tasks. Counting takes the row's lock, which {@link TaskStore#lockLine} gives. */
public final class UsageStore {

    private final EntityManager em;

    public UsageStore(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** What was permitted under a task so far. */
    public Usage of(Task task) {
        return row(task).usage();
    }

    /** When the last call under a task was permitted. */
    public Optional<Instant> lastCall(Task task) {
        return Optional.ofNullable(row(task).lastCallAt).map(Instant::ofEpochMilli);
    }

    /** Notes one more call under a locked task. */
    public void count(Task task, Usage usage, Instant now) {
        AgentTaskEntity row = row(task);
        em.detach(row);
        row.setUsage(usage);
        em.createQuery("update AgentTaskEntity t set t.calls = :calls, t.usage = :usage, t.usageLong = :long,"
                        + " t.lastCallAt = :now where t.id = :id")
                .setParameter("calls", row.calls)
                .setParameter("usage", row.usage)
                .setParameter("long", row.usageLong)
                .setParameter("now", now.toEpochMilli())
                .setParameter("id", row.id)
                .executeUpdate();
    }

    /** How often a signal of drift was seen under a task since it was opened or resumed. */
    public int seen(Task task, DriftSignal signal) {
        AgentTaskEntity row = row(task);
        // Others may have counted since this transaction first read the row.
        em.flush();
        em.refresh(row);
        return signal == DriftSignal.OUT_OF_AUTHORITY
                ? row.strikes
                : counts(row).path(signal.member()).intValue();
    }

    /**
     * Notes that a signal of drift was seen under a locked task.
     *
     * @return how many that makes since the task was opened or resumed
     */
    public int saw(Task task, DriftSignal signal) {
        int seen = seen(task, signal) + 1;
        AgentTaskEntity row = row(task);
        if (signal == DriftSignal.OUT_OF_AUTHORITY) {
            row.strikes = seen;
        } else {
            row.drift = StrictJson.write(counts(row).put(signal.member(), seen));
        }
        em.flush();
        return seen;
    }

    /** The digest of the list of tools that was first said under a locked task since it was opened or resumed; else from now on this. */
    public String toolsOr(Task task, String digest) {
        AgentTaskEntity row = row(task);
        if (row.toolsDigest == null) {
            row.toolsDigest = digest;
            em.flush();
        }
        return row.toolsDigest;
    }

    private static ObjectNode counts(AgentTaskEntity row) {
        return row.drift == null ? StrictJson.object() : (ObjectNode) StrictJson.parse(row.drift);
    }

    /** How many calls outside its authority there were since a task was opened or resumed. */
    public int strikes(Task task) {
        return row(task).strikes;
    }

    /** What was permitted to an agent for a person under all tasks that were opened after an instant. */
    public Usage ofPair(String realmId, String agentId, String principalId, Instant since) {
        return em
                .createQuery(
                        "select t.usage, t.usageLong from AgentTaskEntity t where t.realmId = :realm"
                                + " and t.principalId = :principal and t.agentId = :agent and t.createdAt > :since"
                                + " and t.calls > 0",
                        Object[].class)
                .setParameter("realm", realmId)
                .setParameter("principal", principalId)
                .setParameter("agent", agentId)
                .setParameter("since", since.toEpochMilli())
                .getResultList()
                .stream()
                .map(json -> Usage.fromJson(StrictJson.parse((String) (json[0] != null ? json[0] : json[1]))))
                .reduce(Usage.NONE, Usage::plus);
    }

    private AgentTaskEntity row(Task task) {
        return em.find(AgentTaskEntity.class, task.id().value());
    }
}
