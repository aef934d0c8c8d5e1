package io.agentidentity.task.sweep;

import io.agentidentity.agent.settings.TaskSettings;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.decision.store.DecisionStore;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskState;
import io.agentidentity.task.lifecycle.TaskEndings;
import io.agentidentity.task.store.AgedRows;
import io.agentidentity.task.store.AgedRows.Ended;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** One batch of one step in one realm, in the current transaction. */
final class RealmSweep {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AgedRows rows;
    private final TaskSettings settings;
    private final Instant now;

    RealmSweep(KeycloakSession session, RealmModel realm, Instant now) {
        this.session = session;
        this.realm = realm;
        this.rows = new AgedRows(session);
        this.settings = new RealmStore(session).of(realm.getId()).settings().tasks();
        this.now = now;
    }

    /**
     * Does a batch.
     *
     * @param from where the last batch of the step ended
     * @return where the next one begins; empty if there is nothing left to do
     */
    Optional<Instant> batch(Step step, Instant from) {
        return switch (step) {
            case EXPIRE -> expire(from);
            case TOKENS ->
                rows.deleteTokens(realm.getId(), now.minus(settings.tokenRetention())) < AgedRows.BATCH
                        ? Optional.empty()
                        : Optional.of(from);
            case DECISIONS ->
                new DecisionStore(session).deleteBefore(realm.getId(), now.minus(settings.tokenRetention()))
                        ? Optional.of(from)
                        : Optional.empty();
            case EXPIRED -> delete(TaskState.EXPIRED, from);
            case COMPLETED -> delete(TaskState.COMPLETED, from);
            case REVOKED -> delete(TaskState.REVOKED, from);
        };
    }

    private Optional<Instant> expire(Instant from) {
        List<Task> expired = rows.expire(realm.getId(), now);
        new TaskEndings(session, realm).expired(expired);
        return expired.isEmpty() ? Optional.empty() : Optional.of(from);
    }

    /** What has to stay is passed over, so that the next batch does not begin with it again. */
    private Optional<Instant> delete(TaskState state, Instant from) {
        List<Ended> batch = rows.ended(realm.getId(), state, from, now.minus(settings.retention()));
        List<String> old = batch.stream()
                .filter(task -> !task.blocks() || !loginMayLive(task))
                .map(Ended::id)
                .toList();
        rows.deleteTasks(old);
        if (batch.size() < AgedRows.BATCH) {
            return Optional.empty();
        }
        return Optional.of(
                old.size() == batch.size() ? from : batch.get(batch.size() - 1).expiresAt());
    }

    /** Whether the login of a task could open the same task anew, if nobody knew any more that it was ended. */
    private boolean loginMayLive(Ended task) {
        if (task.sessionId().isPresent()) {
            String id = task.sessionId().get();
            return session.sessions().getUserSession(realm, id) != null
                    || session.sessions().getOfflineUserSession(realm, id) != null;
        }
        int longest = IntStream.of(
                        realm.getAccessTokenLifespan(),
                        realm.getAccessTokenLifespanForImplicitFlow(),
                        realm.getSsoSessionMaxLifespan(),
                        realm.getSsoSessionMaxLifespanRememberMe())
                .max()
                .getAsInt();
        return task.createdAt().plus(Duration.ofSeconds(longest)).isAfter(now);
    }

    /** What is done in a realm. */
    enum Step {
        EXPIRE,
        TOKENS,
        DECISIONS,
        EXPIRED,
        COMPLETED,
        REVOKED
    }
}
