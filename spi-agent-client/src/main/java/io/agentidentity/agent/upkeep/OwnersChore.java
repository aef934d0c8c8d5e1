package io.agentidentity.agent.upkeep;

import io.agentidentity.agent.Agent.OwnerState;
import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.lifecycle.Orphans;
import io.agentidentity.agent.owner.Owners;
import io.agentidentity.agent.owner.Owners.DirectoryAway;
import io.agentidentity.agent.settings.Settings;
import io.agentidentity.agent.store.AgentStore;
import io.agentidentity.agent.store.RealmStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Finds owners who are out although no event of Keycloak's said so: disabled in a directory, put out of a group. A directory
 * that does not answer freezes nobody's agents.
 */
final class OwnersChore extends AgentChore {

    private static final Logger LOG = Logger.getLogger(OwnersChore.class);
    private static final String FOUND = "found to be out";
    private static final int BATCH = 100;

    @Override
    public void run(KeycloakSessionFactory factory, Instant now) {
        List<String> realms = KeycloakModelUtils.runJobInTransactionWithResult(
                factory, session -> new RealmStore(session).realmsWithAgents());
        for (String realmId : realms) {
            String after = "";
            while (after != null) {
                String from = after;
                Batch batch = KeycloakModelUtils.runJobInTransactionWithResult(
                        factory, session -> look(session, realmId, from));
                batch.out().forEach(owner -> change(factory, realmId, orphans -> orphans.ownerOut(owner, FOUND)));
                batch.back().forEach(owner -> change(factory, realmId, orphans -> orphans.ownerBack(owner)));
                after = batch.next();
            }
        }
    }

    /**
     * Each owner in a transaction of their own: looking at the next one may make Keycloak remove a person in a transaction beside
     * this one, which would wait for rows that this one has locked.
     */
    private static void change(KeycloakSessionFactory factory, String realmId, Consumer<Orphans> step) {
        try {
            KeycloakModelUtils.runJobInTransaction(factory, session -> {
                RealmModel realm = session.realms().getRealm(realmId);
                if (realm != null) {
                    session.getContext().setRealm(realm);
                    step.accept(new Orphans(session, realm));
                }
            });
        } catch (RuntimeException e) {
            LOG.errorf(e, "an owner of realm %s could not be followed; that is tried again", realmId);
        }
    }

    /** Looks at the owners after an id, and changes nothing. */
    private static Batch look(KeycloakSession session, String realmId, String after) {
        RealmModel realm = session.realms().getRealm(realmId);
        if (realm == null) {
            return new Batch(List.of(), List.of(), null);
        }
        session.getContext().setRealm(realm);
        AgentStore agents = new AgentStore(session);
        Settings settings = new RealmStore(session).of(realmId).settings();
        Set<String> frozen = new HashSet<>(agents.ownersOfOrphans(realmId));
        List<String> owners = agents.owners(realmId, after, BATCH);
        List<String> out = new ArrayList<>();
        List<String> back = new ArrayList<>();
        for (String owner : owners) {
            try {
                OwnerState state = new Owners(session, realm).state(owner, settings);
                if (state == OwnerState.OUT) {
                    out.add(owner);
                } else if (frozen.contains(owner)) {
                    back.add(owner);
                }
            } catch (DirectoryAway e) {
                LOG.warnf(
                        "realm %s: the directory of user %s does not answer; nothing is changed",
                        realm.getName(), owner);
            }
        }
        return new Batch(out, back, owners.size() < BATCH ? null : owners.get(owners.size() - 1));
    }

    /**
     * Owners to follow.
     *
     * @param next the owner after whom the next batch begins, or {@code null} after the last
     */
    private record Batch(List<String> out, List<String> back, String next) {}
}
