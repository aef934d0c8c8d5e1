package io.agentidentity.task.store;

import io.agentidentity.agent.Agent.Rank;
import io.agentidentity.task.Block;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** Which agents may not work for whom, of all realms. */
public final class BlockStore {

    private static final String OF_PAIR = "b.realmId = :realm and b.agentId = :agent and b.principalId = :principal";

    private final EntityManager em;

    public BlockStore(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** Whether an agent may not work for a person. */
    public boolean blocked(String realmId, String agentId, String principalId) {
        return !of(realmId, agentId, principalId).isEmpty();
    }

    /** All that stand against an agent's working for a person. */
    public List<Block> of(String realmId, String agentId, String principalId) {
        return rows(realmId, agentId, principalId).stream()
                .map(AgentBlockEntity::toBlock)
                .toList();
    }

    private List<AgentBlockEntity> rows(String realmId, String agentId, String principalId) {
        return em.createQuery(
                        "select b from AgentBlockEntity b where " + OF_PAIR + " order by b.since",
                        AgentBlockEntity.class)
                .setParameter("realm", realmId)
                .setParameter("agent", agentId)
                .setParameter("principal", principalId)
                .getResultList();
    }

    /** The blocks of an agent, or of a person, the latest first. */
    public List<Block> list(String realmId, Optional<String> agentId, Optional<String> principalId) {
        return em
                .createQuery(
                        "select b from AgentBlockEntity b where b.realmId = :realm"
                                + (agentId.isPresent() ? " and b.agentId = :of" : " and b.principalId = :of")
                                + " order by b.since desc, b.id",
                        AgentBlockEntity.class)
                .setParameter("realm", realmId)
                .setParameter("of", agentId.or(() -> principalId).orElseThrow())
                .getResultList()
                .stream()
                .map(AgentBlockEntity::toBlock)
                .toList();
    }

    /** How many blocks of a rank an agent has. */
    public long count(String realmId, String agentId, Rank by) {
        return em.createQuery(
                        "select count(b) from AgentBlockEntity b where b.realmId = :realm and b.agentId = :agent and b.by = :by",
                        Long.class)
                .setParameter("realm", realmId)
                .setParameter("agent", agentId)
                .setParameter("by", by)
                .getSingleResult();
    }

    /** Sets a block; the one of the same rank, if there is one, stays. */
    public boolean add(String realmId, Block block) {
        if (of(realmId, block.agentId(), block.principalId()).stream().anyMatch(other -> other.by() == block.by())) {
            return false;
        }
        AgentBlockEntity row = new AgentBlockEntity();
        row.id = UUID.randomUUID().toString();
        row.realmId = realmId;
        row.agentId = block.agentId();
        row.principalId = block.principalId();
        row.by = block.by();
        row.byId = block.byId();
        row.since = block.since().toEpochMilli();
        row.reason = block.reason().orElse(null);
        em.persist(row);
        em.flush();
        return true;
    }

    /** Lifts the blocks of a pair that somebody of a rank may lift; answers those. */
    public List<Block> lift(String realmId, String agentId, String principalId, Rank rank) {
        List<AgentBlockEntity> lifted = rows(realmId, agentId, principalId).stream()
                .filter(row -> row.toBlock().liftedBy(rank))
                .toList();
        lifted.forEach(em::remove);
        em.flush();
        return lifted.stream().map(AgentBlockEntity::toBlock).toList();
    }

    public void deleteAgent(String realmId, String agentId) {
        delete("b.realmId = :realm and b.agentId = :of", realmId, agentId);
    }

    public void deletePrincipal(String realmId, String principalId) {
        delete("b.realmId = :realm and b.principalId = :of", realmId, principalId);
    }

    private void delete(String condition, String realmId, String of) {
        em.createQuery("delete from AgentBlockEntity b where " + condition)
                .setParameter("realm", realmId)
                .setParameter("of", of)
                .executeUpdate();
    }
}
