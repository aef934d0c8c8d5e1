package io.agentidentity.task.store;

import jakarta.persistence.Query;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which tasks of a realm are meant: those of agents with all below them, those that run for a person, or those of a pair. */
public final class Which {

    /** The states are those of a live task, or all; see {@code TaskTrees}. */
    private static final String OF_REALM = "t.realmId = :realm and t.state in :states and t.expiresAt > :now";

    /** Below those of agents, whoever they belong to. A task and those below it run for one person, so these need no following. */
    private static final String OF_AGENTS =
            "(t.agentId in :agents or t.id in (select d.id from AgentTaskEntity d, AgentTaskEntity a"
                    + " where a.realmId = :realm and a.agentId in :agents and a.state in :states"
                    + " and a.expiresAt > :now and d.rootId = coalesce(a.rootId, a.id) and locate(a.id, d.above) > 0))";

    private static final String OF_PRINCIPAL = "t.principalId = :principal";

    /** All of a realm. */
    public static final Which ALL = new Which("", Map.of());

    private final String narrowing;
    private final Map<String, Object> values;

    private Which(String narrowing, Map<String, Object> values) {
        this.narrowing = narrowing;
        this.values = values;
    }

    /** Those of an agent, and all below them. */
    public static Which ofAgent(String id) {
        return new Which(" and " + OF_AGENTS, Map.of("agents", List.of(id)));
    }

    /** Those that run for a person. */
    public static Which ofPrincipal(String id) {
        return new Which(" and " + OF_PRINCIPAL, Map.of("principal", id));
    }

    /** Those that run for a person and were opened before an instant. */
    public static Which ofPrincipal(String id, Instant openedBefore) {
        return new Which(
                " and " + OF_PRINCIPAL + " and t.createdAt < :before",
                Map.of("principal", id, "before", openedBefore.toEpochMilli()));
    }

    /** Those of an agent that run for a person, and all below them. */
    public static Which ofPair(String agentId, String principalId) {
        return new Which(
                " and " + OF_PRINCIPAL + " and " + OF_AGENTS,
                Map.of("principal", principalId, "agents", List.of(agentId)));
    }

    /** Those of any of several agents, with all below them, and those that run for a person, if one is given. */
    public static Which ofAny(Collection<String> agentIds, Optional<String> principalId) {
        List<String> agents = List.copyOf(agentIds);
        return principalId
                .map(id -> new Which(
                        " and (" + OF_PRINCIPAL + " or " + OF_AGENTS + ")", Map.of("principal", id, "agents", agents)))
                .orElseGet(() -> new Which(" and " + OF_AGENTS, Map.of("agents", agents)));
    }

    String condition() {
        return OF_REALM + narrowing;
    }

    void values(Query query) {
        values.forEach(query::setParameter);
    }
}
