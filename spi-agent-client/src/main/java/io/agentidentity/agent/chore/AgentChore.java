package io.agentidentity.agent.chore;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.provider.Provider;

/**
 * Something that has to be done again and again, by one node of the cluster at a time. It is done step by step, each in a transaction
 * of its own, and what one of them fails at costs only that one.
 */
public abstract class AgentChore implements Provider {

    /** For how long a run may go on that does not ask {@link #goOn()}: after that another node may begin one. */
    protected static final Duration LONGEST_RUN = ChoreLease.SHORTEST.minusMinutes(1);

    private final Troubles troubles = new Troubles();
    private Optional<ChoreLease> lease = Optional.empty();

    /** Does what is due, in transactions of its own; what is left over waits for the next run. */
    public abstract void run(KeycloakSessionFactory factory, Instant now);

    final void run(KeycloakSessionFactory factory, Instant now, ChoreLease held) {
        lease = Optional.of(held);
        try {
            run(factory, now);
        } finally {
            lease = Optional.empty();
        }
    }

    /** Whether this node may go on: it says that it is at work, and no other node has taken the chore over. */
    protected final boolean goOn() {
        return lease.map(ChoreLease::keep).orElse(true);
    }

    /** Where a run stopped that could not do all, on whichever node; empty if the last one could. */
    protected final String progress() {
        return lease.map(ChoreLease::progress).orElse("");
    }

    /** Notes where this run stops, in at most 400 characters; empty if everything is done. */
    protected final void progress(String progress) {
        lease.ifPresent(held -> held.progress(progress));
    }

    /**
     * Does something that may fail. A failure is logged when it is new and goes no further.
     *
     * @param what what it is about, for the log
     * @return the result; empty if it failed
     */
    protected final <T> Optional<T> attempt(String what, Supplier<T> step) {
        try {
            T result = step.get();
            troubles.over(what);
            return Optional.ofNullable(result);
        } catch (RuntimeException e) {
            troubles.note(what, e);
            return Optional.empty();
        }
    }

    /**
     * Does one step in a transaction of its own.
     *
     * @return the result; empty if it failed
     */
    protected final <T> Optional<T> attempt(
            KeycloakSessionFactory factory, String what, Function<KeycloakSession, T> step) {
        return attempt(what, () -> KeycloakModelUtils.runJobInTransactionWithResult(factory, step::apply));
    }

    /** The same in a realm; a realm that is gone needs nothing. */
    protected final <T> Optional<T> attempt(
            KeycloakSessionFactory factory, String what, String realmId, InRealm<T> step) {
        return attempt(factory, what, session -> inRealm(session, realmId, step));
    }

    private static <T> T inRealm(KeycloakSession session, String realmId, InRealm<T> step) {
        RealmModel realm = session.realms().getRealm(realmId);
        if (realm == null) {
            return null;
        }
        session.getContext().setRealm(realm);
        return step.in(session, realm);
    }

    /**
     * Does something with each of several things of a realm: many in one transaction, and one by one where that fails, so that one
     * that cannot be looked after does not hold up the others.
     *
     * @param what what each of them is, for the log
     * @param failed told of each that failed by itself, or whose realm is gone
     */
    protected final void each(
            KeycloakSessionFactory factory,
            String what,
            String realmId,
            List<String> ids,
            int batch,
            ForEach step,
            Consumer<String> failed) {
        for (int from = 0; from < ids.size() && goOn(); from += batch) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + batch));
            if (!together(factory, realmId, some, step)) {
                some.forEach(id -> {
                    String one = what + " " + id + " of realm " + realmId;
                    if (attempt(factory, one, realmId, step.with(id)).isEmpty()) {
                        failed.accept(id);
                    }
                });
            }
        }
    }

    private static boolean together(KeycloakSessionFactory factory, String realmId, List<String> ids, ForEach step) {
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(
                    factory, session -> ids.stream().allMatch(id -> inRealm(session, realmId, step.with(id)) != null));
        } catch (RuntimeException e) {
            // Which of them it was shows one by one, and is logged there.
            return false;
        }
    }

    @Override
    public void close() {}

    /** A step in a realm. */
    @FunctionalInterface
    protected interface InRealm<T> {

        T in(KeycloakSession session, RealmModel realm);
    }

    /** A step that is done with each of several things of a realm. */
    @FunctionalInterface
    protected interface ForEach {

        void with(KeycloakSession session, RealmModel realm, String id);

        /** The step for one of them; its result says only that it was done. */
        default InRealm<Boolean> with(String id) {
            return (session, realm) -> {
                with(session, realm, id);
                return true;
            };
        }
    }
}
