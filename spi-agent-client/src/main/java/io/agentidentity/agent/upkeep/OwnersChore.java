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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    private static final int BATCH = 100;

    @Override
    public void run(KeycloakSessionFactory factory, Instant now) {
        List<String> realms = KeycloakModelUtils.runJobInTransactionWithResult(
                factory, session -> new RealmStore(session).realmsWithAgents());
        for (String realmId : realms) {
            String after = "";
            while (after != null) {
                String from = after;
                after = KeycloakModelUtils.runJobInTransactionWithResult(
                        factory, session -> batch(session, realmId, from));
            }
        }
    }

    /** Looks at the owners after an id; answers the last one, or {@code null} if there was none left. */
    private static String batch(KeycloakSession session, String realmId, String after) {
        RealmModel realm = session.realms().getRealm(realmId);
        if (realm == null) {
            return null;
        }
        session.getContext().setRealm(realm);
        AgentStore agents = new AgentStore(session);
        Settings settings = new RealmStore(session).of(realmId).settings();
        Set<String> out = new HashSet<>(agents.ownersOfOrphans(realmId));
        List<String> owners = agents.owners(realmId, after, BATCH);
        for (String owner : owners) {
            look(session, realm, settings, owner, out.contains(owner));
        }
        return owners.size() < BATCH ? null : owners.get(owners.size() - 1);
    }

    private static void look(
            KeycloakSession session, RealmModel realm, Settings settings, String owner, boolean anyFrozen) {
        try {
            OwnerState state = new Owners(session, realm).state(owner, settings);
            if (state == OwnerState.OUT) {
                new Orphans(session, realm).ownerOut(owner, "found to be out");
            } else if (anyFrozen) {
                new Orphans(session, realm).ownerBack(owner);
            }
        } catch (DirectoryAway e) {
            LOG.warnf("realm %s: the directory of user %s does not answer; nothing is changed", realm.getName(), owner);
        }
    }
}
