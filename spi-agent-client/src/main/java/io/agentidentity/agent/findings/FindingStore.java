package io.agentidentity.agent.findings;

import io.agentidentity.agent.posture.Found;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The findings of all realms, as of the last examination. */
public final class FindingStore {

    private final EntityManager em;

    public FindingStore(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** Replaces the findings of an agent, or of the realm itself; one that was there keeps its beginning. */
    public void put(String realmId, Optional<String> agentId, List<Found> found, Instant now) {
        Map<String, Found> wanted = new LinkedHashMap<>();
        found.forEach(finding -> wanted.put(
                key(
                        finding.code(),
                        agentId.isPresent() ? null : finding.detail().orElse("")),
                finding));
        for (AgentFindingEntity row : rows(realmId, agentId)) {
            Found still = wanted.remove(key(row.code, agentId.isPresent() ? null : row.detail));
            if (still == null) {
                remove(row.id);
            } else if (!still.detail().equals(Optional.ofNullable(row.detail))) {
                describe(row.id, still.detail());
            }
        }
        for (Found finding : wanted.values()) {
            AgentFindingEntity row = new AgentFindingEntity();
            row.id = UUID.randomUUID().toString();
            row.realmId = realmId;
            row.agentId = agentId.orElse(null);
            row.code = finding.code();
            row.severity = finding.severity().wire();
            row.detail = finding.detail().orElse(null);
            row.since = now.toEpochMilli();
            em.persist(row);
        }
        em.flush();
    }

    /** By statement: somebody else who examines at the same time may have removed the row already. */
    private void remove(String id) {
        em.createQuery("delete from AgentFindingEntity f where f.id = :id")
                .setParameter("id", id)
                .executeUpdate();
    }

    private void describe(String id, Optional<String> detail) {
        em.createQuery("update AgentFindingEntity f set f.detail = :detail where f.id = :id")
                .setParameter("detail", detail.orElse(null))
                .setParameter("id", id)
                .executeUpdate();
    }

    private static String key(String code, String detail) {
        return detail == null ? code : code + "\n" + detail;
    }

    /** Since when each finding of an agent has held, by code. */
    public Map<String, Instant> since(String realmId, String agentId) {
        Map<String, Instant> since = new LinkedHashMap<>();
        rows(realmId, Optional.of(agentId)).forEach(row -> since.put(row.code, Instant.ofEpochMilli(row.since)));
        return since;
    }

    /** How many agents, or things of the realm, each finding holds for: code, severity, number. */
    public List<Count> counts(String realmId) {
        return em
                .createQuery(
                        "select f.code, f.severity, count(f) from AgentFindingEntity f where f.realmId = :realm"
                                + " group by f.code, f.severity order by f.code",
                        Object[].class)
                .setParameter("realm", realmId)
                .getResultList()
                .stream()
                .map(row -> new Count((String) row[0], (String) row[1], (Long) row[2]))
                .toList();
    }

    /**
     * A page of findings, the longest standing first.
     *
     * @param code only this finding, or {@code null}
     * @param severity only this severity, or {@code null}
     */
    public List<Row> page(String realmId, String code, String severity, int first, int max) {
        List<String> conditions = new ArrayList<>(List.of("f.realmId = :realm"));
        if (code != null) {
            conditions.add("f.code = :code");
        }
        if (severity != null) {
            conditions.add("f.severity = :severity");
        }
        TypedQuery<AgentFindingEntity> query = em.createQuery(
                        "select f from AgentFindingEntity f where " + String.join(" and ", conditions)
                                + " order by f.since, f.id",
                        AgentFindingEntity.class)
                .setParameter("realm", realmId);
        if (code != null) {
            query.setParameter("code", code);
        }
        if (severity != null) {
            query.setParameter("severity", severity);
        }
        return query.setFirstResult(first).setMaxResults(max).getResultList().stream()
                .map(row -> new Row(
                        Optional.ofNullable(row.agentId),
                        row.code,
                        row.severity,
                        row.detail,
                        Instant.ofEpochMilli(row.since)))
                .toList();
    }

    public void delete(String agentId) {
        em.createQuery("delete from AgentFindingEntity f where f.agentId = :agent")
                .setParameter("agent", agentId)
                .executeUpdate();
    }

    public void deleteRealm(String realmId) {
        em.createQuery("delete from AgentFindingEntity f where f.realmId = :realm")
                .setParameter("realm", realmId)
                .executeUpdate();
    }

    private List<AgentFindingEntity> rows(String realmId, Optional<String> agentId) {
        TypedQuery<AgentFindingEntity> query = em.createQuery(
                "select f from AgentFindingEntity f where f.realmId = :realm and "
                        + (agentId.isPresent() ? "f.agentId = :agent" : "f.agentId is null"),
                AgentFindingEntity.class);
        agentId.ifPresent(id -> query.setParameter("agent", id));
        return query.setParameter("realm", realmId).getResultList();
    }

    /** How often a finding holds. */
    public record Count(String code, String severity, long number) {}

    /** A finding as it is kept. */
    public record Row(Optional<String> agentId, String code, String severity, String detail, Instant since) {}
}
