package io.agentidentity.agent.chore;

import io.agentidentity.agent.schema.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.Config;
import org.keycloak.common.util.Time;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.timer.TimerProvider;

/**
 * Runs a chore at intervals. Every node tries; the one that gets the lease does it. The option {@code interval-seconds} of the
 * SPI {@code agent-chore} changes the interval.
 */
public abstract class AgentChoreFactory implements ProviderFactory<AgentChore> {

    private static final Logger LOG = Logger.getLogger(AgentChoreFactory.class);

    private static final String EXECUTOR = "agent-chore";

    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicReference<AgentChore> chore = new AtomicReference<>();
    private final String id;
    private int intervalSeconds;

    /**
     * A chore with its name.
     *
     * @param intervalSeconds seconds from one run to the next, where no option says otherwise
     */
    protected AgentChoreFactory(String id, int intervalSeconds) {
        this.id = id;
        this.intervalSeconds = intervalSeconds;
    }

    /** The chore. */
    protected abstract AgentChore chore();

    /** Whether one node at a time does it. A chore that locks what it works on needs no lease, and waits for no dead node's. */
    protected boolean leased() {
        return true;
    }

    @Override
    public AgentChore create(KeycloakSession session) {
        return chore();
    }

    @Override
    public void init(Config.Scope config) {
        intervalSeconds = Math.max(1, config.getInt("interval-seconds", intervalSeconds));
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(event -> {
            if (event instanceof PostMigrationEvent
                    && Stream.of(Schema.values()).noneMatch(schema -> schema.isOff(factory))) {
                KeycloakModelUtils.runJobInTransaction(
                        factory,
                        session -> session.getProvider(TimerProvider.class)
                                .scheduleTask(
                                        own -> start(own, factory), intervalSeconds * 1000L, "agent-chore-" + id));
            }
        });
    }

    /** Keycloak has one thread for everything that it does at intervals; a chore may wait for a directory or a mail server. */
    private void start(KeycloakSession session, KeycloakSessionFactory factory) {
        if (running.compareAndSet(false, true)) {
            try {
                session.getProvider(ExecutorsProvider.class)
                        .getExecutor(EXECUTOR)
                        .execute(() -> {
                            try {
                                tick(factory);
                            } finally {
                                running.set(false);
                            }
                        });
            } catch (RejectedExecutionException e) {
                running.set(false);
                LOG.debugf(e, "chore %s was not started", id);
            }
        }
    }

    private void tick(KeycloakSessionFactory factory) {
        Instant start = Instant.ofEpochMilli(Time.currentTimeMillis());
        Duration interval = Duration.ofSeconds(intervalSeconds);
        try {
            if (!leased()) {
                known().run(factory, start);
                return;
            }
            Optional<ChoreLease> held = ChoreLease.take(factory, id, start, interval);
            if (held.isPresent()) {
                try {
                    known().run(factory, start, held.get());
                } finally {
                    // Also after a failure: a lease that is kept would hold up the next try by minutes.
                    held.get().release(start.plus(interval.multipliedBy(9).dividedBy(10)));
                }
            }
        } catch (RuntimeException e) {
            LOG.errorf(e, "chore %s failed and is tried again", id);
        }
    }

    private AgentChore known() {
        return chore.updateAndGet(known -> known == null ? chore() : known);
    }

    @Override
    public void close() {}

    @Override
    public String getId() {
        return id;
    }
}
