package io.agentidentity.audit.seal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.audit.chain.Head;
import io.agentidentity.audit.chain.HeadKey;
import io.agentidentity.json.StrictJson;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The signed heads of a realm's chain, and the keys that sign them, which sign nothing else. */
public final class SignedHeads {

    private final EntityManager em;
    private final String realmId;

    public SignedHeads(KeycloakSession session, String realmId) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
    }

    /** Signs a head and keeps it; the lock of the chain is held. */
    String sign(Head head, Instant now) {
        AgentAuditHeadEntity row = new AgentAuditHeadEntity();
        row.id = UUID.randomUUID().toString();
        row.realmId = realmId;
        row.sequence = head.sequence();
        row.createdAt = now.toEpochMilli();
        row.signed = current(now).key().sign(head, now);
        em.persist(row);
        return row.signed;
    }

    /**
     * A page of signed heads, newest first.
     *
     * @param first index of the first one
     * @param max most of them
     */
    public List<String> page(int first, int max) {
        return em.createQuery(
                        "select h.signed from AgentAuditHeadEntity h where h.realmId = :realm order by h.sequence desc, h.createdAt desc",
                        String.class)
                .setParameter("realm", realmId)
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultList();
    }

    /** All from a place of the chain on, oldest first. */
    List<String> from(long sequence) {
        return em.createQuery(
                        "select h.signed from AgentAuditHeadEntity h where h.realmId = :realm and h.sequence >= :from order by h.sequence",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("from", sequence)
                .getResultList();
    }

    /** The public keys (RFC 7517 section 5), newest first. Those that sign no more are there too: what they signed stays good. */
    public ObjectNode keys() {
        ObjectNode jwks = StrictJson.object();
        ArrayNode keys = jwks.putArray("keys");
        rows().forEach(row -> keys.add(row.jwk()));
        return jwks;
    }

    /** Makes a new key, and forgets how the one before signed; the lock of the chain is held. */
    void rotate(Instant now) {
        for (AgentAuditKeyEntity row : rows()) {
            if (row.retiredAt == null) {
                row.retiredAt = now.toEpochMilli();
                row.privateKey = null;
            }
        }
        add(now);
    }

    private AgentAuditKeyEntity current(Instant now) {
        return rows().stream().filter(row -> row.retiredAt == null).findFirst().orElseGet(() -> add(now));
    }

    private AgentAuditKeyEntity add(Instant now) {
        HeadKey key = HeadKey.generate();
        AgentAuditKeyEntity row = new AgentAuditKeyEntity();
        row.id = UUID.randomUUID().toString();
        row.realmId = realmId;
        row.publicKey = StrictJson.write(key.publicJwk());
        row.privateKey = key.encoded();
        row.createdAt = now.toEpochMilli();
        em.persist(row);
        return row;
    }

    private List<AgentAuditKeyEntity> rows() {
        return em.createQuery(
                        "select k from AgentAuditKeyEntity k where k.realmId = :realm order by k.createdAt desc",
                        AgentAuditKeyEntity.class)
                .setParameter("realm", realmId)
                .getResultList();
    }
}
