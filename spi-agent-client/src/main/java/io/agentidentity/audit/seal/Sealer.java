package io.agentidentity.audit.seal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.audit.AgentAuditUnsealedEntity;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.chain.Chain;
import io.agentidentity.audit.chain.Head;
import io.agentidentity.audit.pseudonym.PersonNames;
import io.agentidentity.audit.pseudonym.Pseudonyms;
import io.agentidentity.audit.sink.AuditSinks;
import io.agentidentity.json.StrictJson;
import io.agentidentity.metrics.RecordMeter;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Puts written records into the chain of their realm, in batches of one transaction each, and signs the chain's end at intervals.
 * Every node may seal; the lock of the chain's row lets one do so at a time.
 */
public final class Sealer {

    private static final int BATCH = 500;
    private static final Duration SIGN_EVERY = Duration.ofSeconds(60);

    private final KeycloakSession session;
    private final EntityManager em;
    private final String realmId;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    private Sealer(KeycloakSession session, String realmId) {
        this.session = session;
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
    }

    /**
     * Seals what waits in a realm.
     *
     * @throws RuntimeException if it cannot be sealed now; it stays as it was written
     */
    public static void seal(KeycloakSessionFactory factory, String realmId) {
        boolean more = true;
        while (more) {
            Sealed sealed = alone(factory, realmId, Sealer::batch);
            sealed.lines.forEach(AuditSinks::accept);
            sealed.records.forEach(record -> RecordMeter.sealed(sealed.realm, record));
            more = sealed.more;
        }
    }

    /** Seals what waits in a realm and signs the end of its chain; empty if it has no record. */
    public static Optional<String> sign(KeycloakSessionFactory factory, String realmId) {
        seal(factory, realmId);
        Optional<SignedHeads.Signed> head = alone(factory, realmId, sealer -> {
            AgentAuditChainEntity chain = sealer.locked();
            return chain.end().map(end -> sealer.signed(chain, end));
        });
        head.ifPresent(signed -> AuditSinks.accept(signed.event(realmId)));
        return head.map(SignedHeads.Signed::head);
    }

    /** Makes a new key that signs heads from now on, once the key before has signed the end of the chain. */
    public static void rotateKey(KeycloakSessionFactory factory, String realmId) {
        sign(factory, realmId);
        alone(factory, realmId, sealer -> {
            sealer.locked();
            new SignedHeads(sealer.session, realmId).rotate(sealer.now);
            return null;
        });
    }

    private static <T> T alone(KeycloakSessionFactory factory, String realmId, Function<Sealer, T> job) {
        try {
            return once(factory, realmId, job);
        } catch (ModelDuplicateException e) {
            // Somebody else began the chain of this realm at the same time; now it is there.
            return once(factory, realmId, job);
        }
    }

    private static <T> T once(KeycloakSessionFactory factory, String realmId, Function<Sealer, T> job) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                factory, session -> job.apply(new Sealer(session, realmId)));
    }

    /** The realms in which records wait, or whose newest signed head is old. */
    public static List<String> waiting(KeycloakSession session) {
        EntityManager em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        List<String> realms = new ArrayList<>(
                em.createQuery("select distinct u.realmId from AgentAuditUnsealedEntity u", String.class)
                        .getResultList());
        em
                .createQuery(
                        "select c.realmId from AgentAuditChainEntity c where c.sequence > c.signedSequence and c.signedAt < :before",
                        String.class)
                .setParameter("before", Time.currentTimeMillis() - SIGN_EVERY.toMillis())
                .getResultList()
                .stream()
                .filter(realm -> !realms.contains(realm))
                .forEach(realms::add);
        return realms;
    }

    /** Nobody else seals for a realm until the transaction of the session ends. */
    static void hold(KeycloakSession session, String realmId) {
        alone(session.getKeycloakSessionFactory(), realmId, Sealer::locked);
        new Sealer(session, realmId).locked();
    }

    private Sealed batch() {
        AgentAuditChainEntity row = locked();
        RealmModel realm = session.realms().getRealm(realmId);
        if (realm == null) {
            return gone(row);
        }
        List<AgentAuditUnsealedEntity> waiting = em.createQuery(
                        "select u from AgentAuditUnsealedEntity u where u.realmId = :realm order by u.time, u.id",
                        AgentAuditUnsealedEntity.class)
                .setParameter("realm", realmId)
                .setMaxResults(BATCH)
                .getResultList();
        UnaryOperator<ObjectNode> named = named();
        Chain chain = new Chain(realmId, row.end());
        List<String> lines = new ArrayList<>();
        List<JsonNode> records = new ArrayList<>();
        for (AgentAuditUnsealedEntity one : waiting) {
            ObjectNode record = named.apply((ObjectNode) StrictJson.parse(one.getRecord()));
            Head end = chain.append(record);
            AgentAuditEntity sealed = AgentAuditEntity.of(realmId, end.sequence(), record);
            em.persist(sealed);
            lines.add(sealed.getRecord());
            records.add(record);
            row.sequence = end.sequence();
            row.hash = end.hash();
        }
        if (!waiting.isEmpty()) {
            em.createQuery("delete from AgentAuditUnsealedEntity u where u.id in :ids")
                    .setParameter(
                            "ids",
                            waiting.stream()
                                    .map(AgentAuditUnsealedEntity::getId)
                                    .toList())
                    .executeUpdate();
        }
        boolean more = waiting.size() == BATCH;
        if (row.sequence > row.signedSequence
                && row.signedAt <= now.minus(SIGN_EVERY).toEpochMilli()) {
            lines.add(signed(row, row.end().orElseThrow()).event(realmId));
        }
        return new Sealed(realm.getName(), records, lines, more);
    }

    /** How people are called in what is sealed. */
    private UnaryOperator<ObjectNode> named() {
        if (!new RealmStore(session).of(realmId).settings().audit().pseudonyms()) {
            return UnaryOperator.identity();
        }
        Pseudonyms pseudonyms = new Pseudonyms(session, realmId);
        Map<String, String> names = new HashMap<>();
        return record -> {
            PersonNames.replace(record, id -> names.computeIfAbsent(id, pseudonyms::of), pseudonyms::known);
            return record;
        };
    }

    /** Requests that were under way when their realm was deleted may have written after it. */
    private Sealed gone(AgentAuditChainEntity row) {
        new AuditLog(session).deleteRealm(realmId);
        if (row.sequence == 0) {
            em.remove(row);
        }
        return new Sealed("", List.of(), List.of(), false);
    }

    private SignedHeads.Signed signed(AgentAuditChainEntity row, Head end) {
        row.signedSequence = end.sequence();
        row.signedAt = now.toEpochMilli();
        return new SignedHeads(session, realmId).sign(end, now);
    }

    private AgentAuditChainEntity locked() {
        AgentAuditChainEntity row = em.find(AgentAuditChainEntity.class, realmId, LockModeType.PESSIMISTIC_WRITE);
        if (row == null) {
            row = new AgentAuditChainEntity();
            row.realmId = realmId;
            row.signedAt = now.toEpochMilli();
            em.persist(row);
            em.flush();
        }
        return row;
    }

    /**
     * What was sealed.
     *
     * @param realm its name
     * @param lines for the sinks, once the transaction is committed
     * @param more whether there may be more to seal
     */
    private record Sealed(String realm, List<JsonNode> records, List<String> lines, boolean more) {}
}
