package io.agentidentity.audit.seal;

import io.agentidentity.audit.ActorKind;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditRecord;
import io.agentidentity.audit.AuditType;
import io.agentidentity.audit.chain.Fault;
import io.agentidentity.audit.chain.Head;
import io.agentidentity.audit.chain.HeadKeys;
import io.agentidentity.audit.chain.Removed;
import io.agentidentity.audit.chain.Tombstone;
import io.agentidentity.audit.chain.Verification;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Removes records from the beginning of a realm's chain that are old enough. How old they are is what a signed head says that they
 * lie before, not a column; and only what verifies is removed, so that nothing that was tampered with vanishes with the others.
 */
public final class Retention {

    private static final int PAGE = 500;
    private static final int MOST_HEADS = 2000;

    private final KeycloakSessionFactory factory;
    private final String realmId;
    private final BooleanSupplier goOn;

    /**
     * The retention of one realm.
     *
     * @param goOn whether this node may still go on
     */
    public Retention(KeycloakSessionFactory factory, String realmId, BooleanSupplier goOn) {
        this.factory = factory;
        this.realmId = realmId;
        this.goOn = goOn;
    }

    /**
     * Removes what is old enough: a tombstone first, and then in small steps what lies before it.
     *
     * @param before when a head must have been signed at the latest, for the records before it to go
     * @param bound sequence of the last record that may go
     * @return what is wrong with the records that would have gone; empty if nothing is
     */
    public Optional<Fault> run(Instant before, long bound) {
        HeadKeys keys = step(session -> new HeadKeys(new SignedHeads(session, realmId).keys()));
        boolean more = true;
        while (more && goOn.getAsBoolean()) {
            Removed removed = step(session -> new Tombstones(session, realmId).removed());
            if (removed.fault().isPresent()) {
                return removed.fault();
            }
            forget(removed.last());
            List<Head> heads = new ArrayList<>();
            for (String signed : step(session -> old(session, removed.last(), before, bound))) {
                Optional<Head> head =
                        keys.verify(signed).filter(one -> one.chain().equals(realmId));
                if (head.isEmpty()) {
                    return Optional.of(Fault.untrusted());
                }
                // By its own word: the column is anybody's who writes to the database.
                if (keys.signedAt(signed).filter(at -> !at.isAfter(before)).isPresent()) {
                    heads.add(head.get());
                }
            }
            more = !heads.isEmpty();
            if (more) {
                Head end = heads.get(heads.size() - 1);
                Optional<Fault> fault = wrong(removed, heads, end);
                if (fault.isPresent()) {
                    return fault;
                }
                more = goOn.getAsBoolean() && step(session -> bury(session, removed, end));
            }
        }
        return Optional.empty();
    }

    private <T> T step(Function<KeycloakSession, T> job) {
        return KeycloakModelUtils.runJobInTransactionWithResult(factory, job::apply);
    }

    /** Heads that seem old enough, as far as they are looked at together. */
    private List<String> old(KeycloakSession session, long after, Instant before, long bound) {
        return em(session)
                .createQuery(
                        "select h.signed from AgentAuditHeadEntity h where h.realmId = :realm and h.sequence > :after"
                                + " and h.sequence <= :bound and h.createdAt <= :before order by h.sequence, h.createdAt",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("after", after)
                .setParameter("bound", bound)
                .setParameter("before", before.toEpochMilli())
                .setMaxResults(MOST_HEADS)
                .getResultList();
    }

    private Optional<Fault> wrong(Removed removed, List<Head> heads, Head end) {
        Verification verification = new Verification(removed.end(), heads);
        long after = removed.last();
        while (after < end.sequence() && !verification.failed() && goOn.getAsBoolean()) {
            long from = after;
            List<SealedLog.Row> page = step(session -> new SealedLog(session, realmId).along(from, PAGE));
            if (page.isEmpty()) {
                break;
            }
            for (SealedLog.Row row : page) {
                if (row.sequence() <= end.sequence()) {
                    verification.next(row.record());
                }
                after = row.sequence();
            }
        }
        return goOn.getAsBoolean() ? verification.end().fault() : Optional.empty();
    }

    /** The tombstone, its record and what it makes superfluous, at once. */
    private boolean bury(KeycloakSession session, Removed removed, Head end) {
        em(session).find(AgentAuditChainEntity.class, realmId, LockModeType.PESSIMISTIC_WRITE);
        RealmModel realm = session.realms().getRealm(realmId);
        Tombstones tombstones = new Tombstones(session, realmId);
        if (realm == null || !tombstones.removed().equals(removed)) {
            return false;
        }
        tombstones.add(new Tombstone(removed.last() + 1, end), Instant.ofEpochMilli(Time.currentTimeMillis()));
        em(session)
                .createQuery("delete from AgentAuditHeadEntity h where h.realmId = :realm and h.sequence < :last")
                .setParameter("realm", realmId)
                .setParameter("last", end.sequence())
                .executeUpdate();
        session.getContext().setRealm(realm);
        new AuditLog(session)
                .append(
                        realm,
                        AuditRecord.of(AuditType.AUDIT_REMOVED, ActorKind.SYSTEM)
                                .action("retention", null)
                                .change("first", Long.toString(removed.last() + 1), null)
                                .change("last", Long.toString(end.sequence()), null)
                                .change("last_hash", end.hash(), null));
        return true;
    }

    /** Deletes what lies before a tombstone, a little at a time; what a node that died has left is deleted the next time. */
    private void forget(long last) {
        boolean more = last > 0;
        while (more && goOn.getAsBoolean()) {
            more = step(session -> {
                List<SealedLog.Row> first = new SealedLog(session, realmId).along(Long.MIN_VALUE, 1);
                long upTo = first.isEmpty() ? last : Math.min(last, first.get(0).sequence() + PAGE);
                return em(session)
                                        .createQuery("delete from AgentAuditEntity r where r.realmId = :realm"
                                                + " and r.sequence <= :last and r.sequence <= :tombstone")
                                        .setParameter("realm", realmId)
                                        .setParameter("last", upTo)
                                        .setParameter(
                                                "tombstone",
                                                new Tombstones(session, realmId)
                                                        .removed()
                                                        .last())
                                        .executeUpdate()
                                > 0
                        && upTo < last;
            });
        }
    }

    private static EntityManager em(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
