package io.agentidentity.audit.seal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.audit.chain.HeadKeys;
import io.agentidentity.audit.chain.Removed;
import io.agentidentity.audit.chain.Tombstone;
import io.agentidentity.json.StrictJson;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The tombstones of a realm: signed notes of the records that were removed because they were old enough. */
public final class Tombstones {

    /** The CloudEvents type of a tombstone in an export. */
    private static final String TYPE = "agent.audit.tombstone.v1";

    private final KeycloakSession session;
    private final EntityManager em;
    private final String realmId;

    public Tombstones(KeycloakSession session, String realmId) {
        this.session = session;
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
    }

    /** All of them as JWS in compact form, oldest first. */
    public List<String> signed() {
        return rows().stream().map(row -> row.signed).toList();
    }

    /** What they say was removed. One that no key of the realm signed says nothing. */
    Removed removed() {
        HeadKeys keys = new HeadKeys(new SignedHeads(session, realmId).keys());
        return Removed.of(signed().stream()
                .map(keys::verifyTombstone)
                .flatMap(Optional::stream)
                .filter(one -> one.last().chain().equals(realmId))
                .toList());
    }

    /** Signs a tombstone and keeps it; the lock of the chain is held. */
    void add(Tombstone tombstone, Instant now) {
        AgentAuditTombstoneEntity row = new AgentAuditTombstoneEntity();
        row.id = UUID.randomUUID().toString();
        row.realmId = realmId;
        row.lastSequence = tombstone.last().sequence();
        row.createdAt = now.toEpochMilli();
        row.signed = new SignedHeads(session, realmId).current(now).key().sign(tombstone, now);
        em.persist(row);
    }

    /** As an export shows them, each a line in place of the records that it is of. */
    List<String> events() {
        return rows().stream().map(this::event).toList();
    }

    private String event(AgentAuditTombstoneEntity row) {
        ObjectNode event = StrictJson.object()
                .put("specversion", "1.0")
                .put("id", row.id)
                .put("source", "urn:keycloak:realm-id:" + realmId)
                .put("type", TYPE)
                .put("time", Instant.ofEpochMilli(row.createdAt).toString())
                .put("datacontenttype", "application/json");
        event.putObject("data").put("tombstone", row.signed);
        return StrictJson.write(event);
    }

    private List<AgentAuditTombstoneEntity> rows() {
        return em.createQuery(
                        "select t from AgentAuditTombstoneEntity t where t.realmId = :realm order by t.lastSequence",
                        AgentAuditTombstoneEntity.class)
                .setParameter("realm", realmId)
                .getResultList();
    }
}
