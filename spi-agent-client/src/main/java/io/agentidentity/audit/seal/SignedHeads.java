package io.agentidentity.audit.seal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.audit.chain.Head;
import io.agentidentity.audit.chain.HeadKey;
import io.agentidentity.json.StrictJson;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    Signed sign(Head head, Instant now) {
        AgentAuditHeadEntity row = new AgentAuditHeadEntity();
        row.id = UUID.randomUUID().toString();
        row.realmId = realmId;
        row.sequence = head.sequence();
        row.createdAt = now.toEpochMilli();
        row.signed = current(now).key().sign(head, now);
        em.persist(row);
        return new Signed(row.id, row.sequence, now, row.signed);
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

    /** Those of the places after one and up to another; of each place the first that was signed. */
    public List<Signed> between(long after, long last) {
        Map<Long, Signed> first = new LinkedHashMap<>();
        em.createQuery(
                        "select h from AgentAuditHeadEntity h where h.realmId = :realm and h.sequence > :after"
                                + " and h.sequence <= :last order by h.sequence, h.createdAt, h.id",
                        AgentAuditHeadEntity.class)
                .setParameter("realm", realmId)
                .setParameter("after", after)
                .setParameter("last", last)
                .getResultList()
                .forEach(row -> first.putIfAbsent(
                        row.sequence,
                        new Signed(row.id, row.sequence, Instant.ofEpochMilli(row.createdAt), row.signed)));
        return List.copyOf(first.values());
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

    AgentAuditKeyEntity current(Instant now) {
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

    /**
     * A head that was signed.
     *
     * @param id the same wherever it is sent to
     * @param sequence of the record that it is of
     * @param head as a JWS in compact form
     */
    public record Signed(String id, long sequence, Instant at, String head) {

        /** The CloudEvents type of a head that is sent somewhere. */
        public static final String TYPE = "agent.audit.head.v1";

        /** As it is sent, so that it is kept where nobody who writes to the database can. */
        public String event(String realmId) {
            ObjectNode event = StrictJson.object()
                    .put("specversion", "1.0")
                    .put("id", id)
                    .put("source", "urn:keycloak:realm-id:" + realmId)
                    .put("type", TYPE)
                    .put("time", at.toString())
                    .put("datacontenttype", "application/json");
            event.putObject("data").put("head", head);
            return StrictJson.write(event);
        }
    }
}
