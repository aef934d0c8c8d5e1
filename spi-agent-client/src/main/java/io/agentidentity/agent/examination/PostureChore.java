package io.agentidentity.agent.examination;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.lifecycle.AgentCredentials;
import io.agentidentity.agent.lifecycle.Caller;
import io.agentidentity.agent.store.AgentStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Examines first what was changed, then what was examined longest ago; each agent about once an hour. A run stops after a while,
 * so that a hundred thousand agents are examined over several runs and nothing else has to wait.
 */
final class PostureChore extends AgentChore {

    private static final Duration FRESH = Duration.ofHours(1);
    private static final Duration LONGEST_RUN = Duration.ofSeconds(20);
    private static final int BATCH = 50;

    @Override
    public void run(KeycloakSessionFactory factory, Instant now) {
        Instant end = now.plus(LONGEST_RUN);
        int examined = BATCH;
        while (examined == BATCH && Time.currentTimeMillis() < end.toEpochMilli()) {
            examined = KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> batch(session, now));
        }
    }

    private static int batch(KeycloakSession session, Instant now) {
        List<Agent> agents = new AgentStore(session).examinedBefore(now.minus(FRESH), BATCH);
        for (Agent agent : agents) {
            RealmModel realm = session.realms().getRealm(agent.realmId());
            if (realm == null) {
                new AgentStore(session).examined(agent, now);
            } else {
                session.getContext().setRealm(realm);
                new Examination(session, realm, now).examine(caughtUp(session, realm, agent, now));
            }
        }
        return agents.size();
    }

    /** What an agent lacks that was made by an earlier version. */
    private static Agent caughtUp(KeycloakSession session, RealmModel realm, Agent agent, Instant now) {
        if (agent.credential().digest() != null) {
            return agent;
        }
        AgentStore agents = new AgentStore(session);
        agents.index(agent);
        new AgentCredentials(session, realm, Caller.system(), now).catchUp(agent);
        return agents.find(realm.getId(), agent.id()).orElse(agent);
    }
}
