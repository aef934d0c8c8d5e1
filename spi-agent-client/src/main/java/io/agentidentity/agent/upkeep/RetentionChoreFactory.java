package io.agentidentity.agent.upkeep;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.chore.AgentChoreFactory;
import io.agentidentity.agent.store.RealmStore;
import io.agentidentity.audit.chain.Fault;
import io.agentidentity.audit.outbox.SinkStore;
import io.agentidentity.audit.seal.Retention;
import io.agentidentity.audit.seal.SealedLog;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSessionFactory;

/** Removes records that a realm wants kept no longer, once every sink that is at work has them. */
public final class RetentionChoreFactory extends AgentChoreFactory {

    private static final Logger LOG = Logger.getLogger(RetentionChoreFactory.class);

    public RetentionChoreFactory() {
        super("audit-retention", 3600);
    }

    @Override
    protected AgentChore chore() {
        return new RetentionChore();
    }

    private static final class RetentionChore extends AgentChore {

        private final Map<String, Fault> said = new HashMap<>();

        @Override
        public void run(KeycloakSessionFactory factory, Instant now) {
            attempt(factory, "the search for realms with records", SealedLog::realms)
                    .ifPresent(realms -> realms.forEach(realm -> {
                        if (goOn()) {
                            attempt("the retention of records of realm " + realm, () -> run(factory, realm, now));
                        }
                    }));
        }

        private boolean run(KeycloakSessionFactory factory, String realmId, Instant now) {
            Optional<Due> due = attempt(
                            factory,
                            "the settings for records of realm " + realmId,
                            realmId,
                            (session, realm) -> new RealmStore(session)
                                    .of(realmId)
                                    .settings()
                                    .audit()
                                    .retention()
                                    .map(kept -> new Due(
                                            now.minus(kept),
                                            new SinkStore(session)
                                                    .deliveredToAll(realmId, now)
                                                    .orElse(Long.MAX_VALUE))))
                    .flatMap(found -> found);
            Optional<Fault> fault =
                    due.flatMap(some -> new Retention(factory, realmId, this::goOn).run(some.before, some.bound));
            say(realmId, fault);
            return true;
        }

        /** Once, and again when it is something else. */
        private void say(String realmId, Optional<Fault> fault) {
            if (fault.isPresent() && !fault.get().equals(said.put(realmId, fault.get()))) {
                LOG.errorf(
                        "old records of realm %s are kept, because they are not as they were sealed: %s",
                        realmId, fault.get().message());
            } else if (fault.isEmpty()) {
                said.remove(realmId);
            }
        }
    }

    /**
     * What may go.
     *
     * @param before what was signed before
     * @param bound and lies no later in the chain
     */
    private record Due(Instant before, long bound) {}
}
