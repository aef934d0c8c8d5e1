package io.agentidentity.agent.examination;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.store.RealmStore;
import java.time.Instant;
import java.util.List;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Looks for what is wrong in realms that have agents and belongs to no single one of them. */
final class RealmPostureChore extends AgentChore {

    @Override
    public void run(KeycloakSessionFactory factory, Instant now) {
        List<String> realms = KeycloakModelUtils.runJobInTransactionWithResult(
                factory, session -> new RealmStore(session).realmsWithAgents());
        for (String realmId : realms) {
            KeycloakModelUtils.runJobInTransaction(factory, session -> {
                RealmModel realm = session.realms().getRealm(realmId);
                if (realm != null) {
                    session.getContext().setRealm(realm);
                    new RealmExamination(session, realm, now).examine();
                }
            });
        }
    }
}
