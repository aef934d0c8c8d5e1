package io.agentidentity.task.sweep;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.task.store.AgedRows;
import io.agentidentity.task.sweep.RealmSweep.Step;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * One run over all realms that have tasks or tokens, in batches with a transaction each. Realms take turns, so that one with a great
 * many rows does not hold up the others; what is left when the time is up waits for the next run.
 */
final class TaskSweep extends AgentChore {

    private static final Logger LOG = Logger.getLogger(TaskSweep.class);

    @Override
    public void run(KeycloakSessionFactory factory, Instant now) {
        long started = System.nanoTime();
        Collection<String> realms =
                KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> new AgedRows(session).realms());
        Deque<Batch> todo = new ArrayDeque<>();
        for (Step step : Step.values()) {
            realms.forEach(realmId -> todo.add(new Batch(realmId, step, Instant.EPOCH)));
        }
        while (!todo.isEmpty() && System.nanoTime() - started < LONGEST_RUN.toNanos()) {
            Batch batch = todo.remove();
            next(factory, batch, now).ifPresent(from -> todo.add(new Batch(batch.realmId, batch.step, from)));
        }
    }

    private static Optional<Instant> next(KeycloakSessionFactory factory, Batch batch, Instant now) {
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> batch.run(session, now));
        } catch (RuntimeException e) {
            LOG.warnf(e, "realm %s could not be swept (%s); that is tried again", batch.realmId, batch.step);
            return Optional.empty();
        }
    }

    /**
     * What is done in one transaction.
     *
     * @param from where the batch before it ended
     */
    private record Batch(String realmId, Step step, Instant from) {

        Optional<Instant> run(KeycloakSession session, Instant now) {
            RealmModel realm = session.realms().getRealm(realmId);
            if (realm == null) {
                return new AgedRows(session).deleteRealm(realmId) ? Optional.of(from) : Optional.empty();
            }
            session.getContext().setRealm(realm);
            return new RealmSweep(session, realm, now).batch(step, from);
        }
    }
}
