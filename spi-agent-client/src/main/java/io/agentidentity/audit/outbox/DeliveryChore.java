package io.agentidentity.audit.outbox;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.audit.file.FileOptions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Begins a run for each sink that is due, beside each other: one that does not answer holds up no other. */
final class DeliveryChore extends AgentChore {

    private static final Logger LOG = Logger.getLogger(DeliveryChore.class);
    private static final String EXECUTOR = "agent-audit-sink";

    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final Optional<FileOptions> files;

    /** The chore of a server that writes files too, if it is told where. */
    DeliveryChore(Optional<FileOptions> files) {
        this.files = files;
    }

    @Override
    public void run(KeycloakSessionFactory factory, Instant now) {
        if (files.isPresent()) {
            attempt(factory, "the look for realms whose records are written to files", session -> {
                new SinkStore(session).files(now);
                return true;
            });
        }
        List<SinkKind> kinds = files.isPresent() ? List.of(SinkKind.values()) : List.of(SinkKind.WEBHOOK);
        attempt(factory, "the search for sinks", session -> new SinkStore(session).due(now, kinds))
                .ifPresent(due -> due.forEach(id -> begin(factory, id)));
    }

    private void begin(KeycloakSessionFactory factory, String id) {
        if (!underWay.add(id)) {
            return;
        }
        try {
            executor(factory).execute(() -> {
                try {
                    Delivery.run(factory, id, files);
                } catch (RuntimeException e) {
                    LOG.warnf(e, "a run to the sink %s failed and is tried again", id);
                } finally {
                    underWay.remove(id);
                }
            });
        } catch (RejectedExecutionException e) {
            underWay.remove(id);
            LOG.debugf(e, "no run to the sink %s was begun", id);
        }
    }

    private static ExecutorService executor(KeycloakSessionFactory factory) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                factory, session -> session.getProvider(ExecutorsProvider.class).getExecutor(EXECUTOR));
    }
}
