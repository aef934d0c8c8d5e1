package io.agentidentity.agent.examination;

import io.agentidentity.agent.chore.AgentChore;
import io.agentidentity.agent.store.RealmStore;
import java.time.Instant;
import java.util.List;
import org.keycloak.models.KeycloakSessionFactory;

/** Looks for what is wrong in realms that have agents and belongs to no single one of them. */
final class RealmPostureChore extends AgentChore {

    @Override
    public void run(KeycloakSessionFactory factory, Instant now) {
        List<String> realms = attempt(
                        factory, "the realms with agents", session -> new RealmStore(session).realmsWithAgents())
                .orElse(List.of());
        for (String realmId : realms) {
            if (!goOn()) {
                return;
            }
            attempt(factory, "realm " + realmId, realmId, (session, realm) -> {
                new RealmExamination(session, realm, now).examine();
                return true;
            });
        }
    }
}
